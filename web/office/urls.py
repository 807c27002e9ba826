"""The office of data protection. Ids in addresses, never a name."""

from django.urls import path

from web.office.views import register

app_name = "office"

urlpatterns = [
    path("", register.home, name="home"),
]
