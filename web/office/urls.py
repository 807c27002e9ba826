"""The office of data protection. Ids in addresses, never a name."""

from django.urls import path

from web.office.views import data_map, incidents, instructions, notices, operator, register

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
    path("incidents/", incidents.register, name="incidents"),
    path("incidents/<uuid:incident_id>/", incidents.one, name="incident"),
]
