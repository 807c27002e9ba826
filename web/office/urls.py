"""The office of data protection. Ids in addresses, never a name."""

from django.urls import path

from web.office.views import data_map, deaths, incidents, instructions, notices, operator, register, retention

app_name = "office"

urlpatterns = [
    path("", register.home, name="home"),
    path("traitements/<str:number>/", register.entry, name="entry"),
    path("export.json", register.as_json, name="register-json"),
    path("export.pdf", register.as_pdf, name="register-pdf"),
    path("textes/", notices.texts, name="notices"),
    path("consignes/", instructions.instructions, name="instructions"),
    path("consignes/<uuid:practitioner_role_id>/", instructions.instruct, name="instruct"),
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
