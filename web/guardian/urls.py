"""The page behind a guardian's link: public, without JavaScript, read on a telephone first."""

from django.urls import path

from web.guardian.views import guardian

app_name = "guardian"

urlpatterns = [path("<str:token>/", guardian, name="link")]
