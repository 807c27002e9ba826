"""The desk. Ids in addresses, never a search term or a name."""

from django.urls import path

from web.desk import records_urls
from web.desk.views import (
    agendas,
    appointments,
    booked_series,
    booking,
    calls,
    choices,
    deaths,
    disclosures,
    guardians,
    newcomers,
    overbooking,
    patients,
    planning,
    relatives,
    rights,
    searching,
    series,
    sharing,
    why_not,
)
from web.desk.views.records import follow_merge

app_name = "desk"
CALL = "appel/<uuid:practice_id>/<uuid:call_id>/"
PATIENT = "patients/<uuid:patient_id>/"
AGENDA = "agendas/<uuid:role_id>/"
APPOINTMENT = "rendez-vous/<uuid:appointment_id>/"

urlpatterns = [
    path("", calls.home, name="home"),
    path("appel/", calls.start, name="start"),
    path(CALL, calls.call, name="call"),
    path(CALL + "recherche/", searching.search_in_call, name="call-search"),
    path(CALL + "nouveau/", newcomers.new_patient, name="call-new-patient"),
    path(CALL + "creer/", newcomers.create, name="call-create-patient"),
    path(CALL + "option/", booking.hold, name="call-hold"),
    path(CALL + "liberer/", booking.release, name="call-release"),
    path(CALL + "confirmer/", booking.book, name="call-book"),
    path(CALL + "en-plus/", overbooking.overbook, name="call-overbook"),
    path(CALL + "reprendre/", booking.undo, name="call-undo"),
    path(CALL + "pourquoi/", why_not.why_not, name="call-why-not"),
    path(CALL + "information/", choices.tell_in_call, name="call-tell"),
    path(CALL + "terminer/", calls.end, name="call-end"),
    path("patients/", searching.find, name="find"),
    path(PATIENT, follow_merge(patients.patient), name="patient"),
    path(PATIENT + "modifier/", patients.edit, name="patient-edit"),
    path(PATIENT + "note/", disclosures.note, name="patient-note"),
    path(PATIENT + "note/ecrire/", disclosures.write_note, name="patient-note-write"),
    path(PATIENT + "nir/", disclosures.nir, name="patient-nir"),
    path(PATIENT + "proches/", relatives.add, name="patient-relatives"),
    path(PATIENT + "proches/<uuid:relative_id>/retirer/", relatives.end, name="patient-relative-end"),
    path(PATIENT + "information/", choices.tell, name="patient-tell"),
    path(PATIENT + "choix/", choices.choose, name="patient-choose"),
    path(PATIENT + "partage/", sharing.share, name="patient-share"),
    path(PATIENT + "partage/lire/", sharing.read, name="patient-shared-read"),
    path(PATIENT + "partage/<uuid:item_id>/signaler/", sharing.report, name="patient-shared-report"),
    path(PATIENT + "partage/<uuid:item_id>/retirer/", sharing.revoke, name="patient-shared-revoke"),
    path(PATIENT + "demande/", rights.receive, name="patient-request"),
    *records_urls.urlpatterns,
    path(PATIENT + "deces/", deaths.report, name="patient-death"),
    path(PATIENT + "deces/arreter/", deaths.stop, name="patient-death-stop"),
    path(PATIENT + "series/", series.plan, name="patient-series"),
    path(AGENDA, agendas.agenda, name="agenda"),
    path(AGENDA + "remplacements/", agendas.substitute, name="agenda-substitute"),
    path(AGENDA + "remplacements/<uuid:substitution_id>/fin/", agendas.end_stay, name="agenda-substitute-end"),
    path(AGENDA + "derogations/<uuid:override_id>/", agendas.settle, name="agenda-settle"),
    path("planning/", planning.planning, name="planning"),
    path(APPOINTMENT, appointments.appointment, name="appointment"),
    path(APPOINTMENT + "deplacer/", appointments.move, name="appointment-move"),
    path(APPOINTMENT + "annuler/", appointments.cancel, name="appointment-cancel"),
    path(APPOINTMENT + "serie/", booked_series.of_appointment, name="appointment-series"),
    path(APPOINTMENT + "serie/deplacer/", booked_series.move, name="appointment-series-move"),
    path(APPOINTMENT + "reprendre/", appointments.undo, name="appointment-undo"),
    path(APPOINTMENT + "note/", appointments.note, name="appointment-note"),
    path(APPOINTMENT + "representant/", guardians.answer, name="guardian"),
    path(APPOINTMENT + "representant/lien/", guardians.link, name="guardian-link"),
    path(APPOINTMENT + "representant/trancher/", guardians.settle, name="guardian-settle"),
    path(APPOINTMENT + "representant/<uuid:consent_id>/retirer/", guardians.withdraw, name="guardian-withdraw"),
    path(APPOINTMENT + "secret/", guardians.secret, name="secret"),
    path("accords/", guardians.work, name="guardians"),
    path(APPOINTMENT + "<str:act>/", appointments.attend, name="appointment-attend"),
]
