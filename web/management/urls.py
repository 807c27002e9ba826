"""The manager's pages. Ids in addresses, never a name."""

from django.urls import path

from web.management import activity, corrections, home, opening, people, practice, reasons, steps

app_name = "management"
PRACTICE = "cabinets/<uuid:practice_id>/"
PERSON = "equipe/<uuid:membership_id>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("ouvrir/", opening.open_practice, name="open"),
    path(PRACTICE, practice.practice, name="practice"),
    path(PRACTICE + "corriger/", corrections.practice, name="practice-change"),
    path(PRACTICE + "lieux/", corrections.new_place, name="place-add"),
    path(PRACTICE + "lieux/<uuid:location_id>/", corrections.place, name="place-change"),
    path(PRACTICE + "agendas/<uuid:role_id>/fermer/", corrections.close_agenda, name="agenda-close"),
    path(PRACTICE + "mandat/<slug:act>/", practice.mandate, name="mandate"),
    path(PRACTICE + "inviter/<uuid:user_id>/", practice.invite, name="invite-practitioner"),
    path(PRACTICE + "motifs/<uuid:reason_id>/", reasons.change, name="reason"),
    path(PRACTICE + "etapes/<slug:step>/", steps.step, name="step"),
    path("equipe/", people.team, name="team"),
    path("equipe/connexions/", people.connections, name="connections"),
    path(PERSON, people.person, name="person"),
    path(PERSON + "quitter/", people.leave, name="leave"),
    path(PERSON + "inviter/", people.invite, name="invite"),
    path("activite/", activity.show, name="activity"),
]
