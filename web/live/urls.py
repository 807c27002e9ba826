"""The stream has an address of its own, routed to the process that streams; the rest is the desk's."""

from django.urls import path

from web.live import views

app_name = "live"
RINGING = "bureau/sonneries/"

urlpatterns = [
    path("live/", views.stream, name="stream"),
    path(RINGING, views.ringing, name="ringing"),
    path(RINGING + "<uuid:practice_id>/<uuid:session_id>/prendre/", views.take, name="take"),
]
