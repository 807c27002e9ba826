"""The routes of this room, under /api/v1/."""

from django.urls import path

from instructions import api, urgency_api

_VERSION = "consigne-versions/<uuid:version_id>"

urlpatterns = [
    path("consignes", api.ConsigneList.as_view(), name="api-consignes"),
    path("consignes/<uuid:consigne_id>/versions", api.ConsigneHistory.as_view(), name="api-consigne-versions"),
    path(f"{_VERSION}/proposal", api.ConsigneProposal.as_view(), name="api-consigne-proposal"),
    path(f"{_VERSION}/approval", api.ConsigneApproval.as_view(), name="api-consigne-approval"),
    path(f"{_VERSION}/withdrawal", api.ConsigneWithdrawal.as_view(), name="api-consigne-withdrawal"),
    path("urgency-protocols", urgency_api.ProtocolList.as_view(), name="api-urgency-protocols"),
    path(
        "urgency-protocols/<uuid:protocol_id>/signature",
        urgency_api.ProtocolSignature.as_view(),
        name="api-urgency-signature",
    ),
    path("urgency-runs", urgency_api.RunCreation.as_view(), name="api-urgency-runs"),
    path("urgency-runs/<uuid:run_id>", urgency_api.RunDetail.as_view(), name="api-urgency-run"),
    path("urgency-runs/<uuid:run_id>/answers", urgency_api.RunAnswer.as_view(), name="api-urgency-answers"),
]
