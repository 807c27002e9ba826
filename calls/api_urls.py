"""The routes of this room, under /api/v1/."""

from django.urls import path

from calls import api

MESSAGE = "messages/<uuid:message_id>/"

urlpatterns = [
    path("messages", api.MessageList.as_view(), name="api-messages"),
    path(MESSAGE + "reading", api.MessageReading.as_view(), name="api-message-reading"),
    path(MESSAGE + "acknowledgement", api.MessageAcknowledgement.as_view(), name="api-message-acknowledgement"),
    path(MESSAGE + "answer", api.MessageAnswer.as_view(), name="api-message-answer"),
    path(MESSAGE + "claim", api.AnswerClaim.as_view(), name="api-answer-claim"),
    path(MESSAGE + "settlement", api.AnswerSettlement.as_view(), name="api-answer-settlement"),
    path(MESSAGE + "ringing", api.MessageRinging.as_view(), name="api-message-ringing"),
    path("practices/<uuid:practice_id>/message-rules", api.MessageRulesDetail.as_view(), name="api-message-rules"),
    path(
        "practices/<uuid:practice_id>/practitioners/<uuid:practitioner_id>/alert-number",
        api.AlertNumberDetail.as_view(),
        name="api-alert-number",
    ),
]
