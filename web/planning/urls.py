"""The practitioner's pages. Ids in addresses, never a word of a message."""

from django.urls import path

from web.planning import (
    activity,
    days,
    delegations,
    feeds,
    following,
    granting,
    imports,
    messages,
    moves,
    openings,
    people,
    reasons,
    visits,
)

app_name = "planning"
APPOINTMENT = "rendez-vous/<uuid:appointment_id>/"
MESSAGE = "messages/<uuid:message_id>/"

urlpatterns = [
    path("", messages.home, name="home"),
    path("jour/", days.day, name="day"),
    path("jour/pdf/", days.day_file, name="day-pdf"),
    path("semaine/", days.week, name="week"),
    path("semaine/pdf/", days.week_file, name="week-pdf"),
    path(APPOINTMENT, visits.appointment, name="appointment"),
    path(APPOINTMENT + "note/", visits.note, name="appointment-note"),
    path(APPOINTMENT + "reprendre/", visits.undo, name="appointment-undo"),
    path(APPOINTMENT + "deplacer/", moves.move, name="appointment-move"),
    path(APPOINTMENT + "glisser/", moves.drag, name="appointment-drag"),
    path(APPOINTMENT + "<slug:act>/", visits.attend, name="appointment-attend"),
    path("horaires/", openings.openings, name="openings"),
    path("horaires/<uuid:role_id>/<slug:what>/", openings.add, name="openings-add"),
    path("horaires/<uuid:role_id>/<slug:what>/<uuid:row_id>/", openings.correct, name="openings-correct"),
    path("equipe/", people.people, name="people"),
    path("equipe/<uuid:practice_id>/<uuid:membership_id>/fin/", people.end, name="person-end"),
    path("motifs/", reasons.reasons, name="reasons"),
    path("motifs/<uuid:reason_id>/", reasons.reason, name="reason"),
    path("a-suivre/", following.to_follow, name="to-follow"),
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/donner/", granting.grant, name="delegation-grant"),
    path("delegations/<uuid:delegation_id>/changer/", granting.change, name="delegation-change"),
    path("delegations/<uuid:delegation_id>/completer/", delegations.complete, name="delegation-complete"),
    path("delegations/<uuid:delegation_id>/revoquer/", delegations.revoke, name="delegation-revoke"),
    path("importer/", imports.imports, name="imports"),
    path("importer/lire/", imports.read, name="imports-read"),
    path("importer/lignes/", imports.lines, name="imports-lines"),
    path("activite/", activity.show, name="activity"),
    path("activite/classeur/", activity.workbook, name="activity-xlsx"),
    path("flux/", feeds.feeds, name="feeds"),
    path("flux/<uuid:feed_id>/revoquer/", feeds.revoke, name="feed-revoke"),
    path("messages/", messages.inbox, name="messages"),
    path(MESSAGE, messages.message, name="message"),
    path(MESSAGE + "lu/", messages.acknowledge, name="message-acknowledge"),
    path(MESSAGE + "repondre/", messages.answer, name="message-answer"),
]
