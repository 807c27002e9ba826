"""Pages for everybody: each must also be named in settings.SIGN_IN_PUBLIC_PATHS or _PREFIXES."""

from django.urls import path

from web.public.views import cookies, legal, notice

app_name = "public"

urlpatterns = [
    path("confidentialite/", notice.notice, name="privacy"),
    path("confidentialite/cabinet/<uuid:practice_id>/", notice.practice_notice, name="practice-notice"),
    path("mentions-legales/", legal.imprint, name="legal"),
    path("accessibilite/", legal.accessibility, name="accessibility"),
    path("cookies/", cookies.cookies, name="cookies"),
    path("cookies/choix/", cookies.choose, name="cookie-choice"),
]
