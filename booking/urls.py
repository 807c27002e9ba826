"""The routes of this room, under /api/v1/."""

from django.urls import path

from booking import api

_ONE = "appointments/<uuid:appointment_id>"

urlpatterns = [
    path("slots", api.SlotList.as_view(), name="api-slots"),
    path("holds", api.HoldCreation.as_view(), name="api-holds"),
    path("holds/<uuid:hold_id>", api.HoldDetail.as_view(), name="api-hold"),
    path("appointments", api.AppointmentList.as_view(), name="api-appointments"),
    path(_ONE, api.AppointmentDetail.as_view(), name="api-appointment"),
    path(f"{_ONE}/move", api.AppointmentMove.as_view(), name="api-appointment-move"),
    path(f"{_ONE}/cancellation", api.AppointmentCancellation.as_view(), name="api-appointment-cancellation"),
    path(f"{_ONE}/arrival", api.AppointmentArrival.as_view(), name="api-appointment-arrival"),
    path(f"{_ONE}/fulfilment", api.AppointmentFulfilment.as_view(), name="api-appointment-fulfilment"),
    path(f"{_ONE}/noshow", api.AppointmentNoshow.as_view(), name="api-appointment-noshow"),
]
