"""The office of data protection. Ids in addresses, never a name."""

from django.urls import path

from web.office.views import (
    accesses,
    data_map,
    deaths,
    incidents,
    instructions,
    notices,
    operator,
    register,
    request_acts,
    requests,
    retention,
)

app_name = "office"
REQUEST = "demandes/<uuid:request_id>/"

urlpatterns = [
    path("", register.home, name="home"),
    path("traitements/<str:number>/", register.entry, name="entry"),
    path("export.json", register.as_json, name="register-json"),
    path("export.pdf", register.as_pdf, name="register-pdf"),
    path("textes/", notices.texts, name="notices"),
    path("consignes/", instructions.instructions, name="instructions"),
    path("consignes/<uuid:practitioner_role_id>/", instructions.instruct, name="instruct"),
    path("demandes/", requests.requests, name="requests"),
    path("demandes/nouvelle/", requests.new, name="request-new"),
    path(REQUEST, requests.request_page, name="request"),
    path(REQUEST + "lettres/<uuid:letter_id>/", requests.letter, name="request-letter"),
    path(REQUEST + "copies/<uuid:copy_id>/", request_acts.copy, name="request-copy"),
    path(REQUEST + "export/", request_acts.export, name="request-export"),
    path(REQUEST + "personne/", request_acts.search, name="request-search"),
    path(REQUEST + "message/", request_acts.read_message, name="request-message"),
    path(REQUEST + "<str:verb>/", request_acts.act, name="request-act"),
    path("acces/", accesses.accesses, name="accesses"),
    path("acces/<uuid:patient_id>/", accesses.accesses_to, name="accesses-to"),
    path("donnees/", data_map.data_map, name="data-map"),
    path("exploitant/", operator.overview, name="operator"),
    path("exploitant/<slug:name>/", operator.sheet, name="operator-sheet"),
    path("exploitant/<slug:name>/<uuid:line_id>/ouvrir/", operator.reveal, name="operator-reveal"),
    path("exploitant/<slug:name>/<uuid:line_id>/<slug:verb>/", operator.act, name="operator-act"),
    path("deces/", deaths.deaths, name="deaths"),
    path("deces/<uuid:report_id>/", deaths.death, name="death"),
    path("deces/<uuid:report_id>/arreter/", deaths.stop, name="death-stop"),
    path("deces/<uuid:report_id>/confirmer/", deaths.confirm, name="death-confirm"),
    path("deces/<uuid:report_id>/certificat/", deaths.certificate, name="death-certificate"),
    path("deces/<uuid:report_id>/certificat.pdf", deaths.certificate_pdf, name="death-certificate-pdf"),
    path("incidents/", incidents.register, name="incidents"),
    path("incidents/<uuid:incident_id>/", incidents.one, name="incident"),
    path("durees/", retention.durations, name="retention"),
    path("conservations/", retention.holds, name="holds"),
    path("conservations/<uuid:hold_id>/reconduire/", retention.review, name="hold-review"),
    path("conservations/<uuid:hold_id>/lever/", retention.lift, name="hold-lift"),
]
