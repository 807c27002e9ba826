"""What can go wrong with messages and what they leave to do, as people are told."""

from core.errors import Conflict


class FollowUpSettled(Conflict):
    code = "follow-up-settled"
    title = "Quelqu'un s'en est déjà chargé."
    meaning = "Cette ligne est réglée : « settled_as » dit comment."


class NothingToResend(Conflict):
    code = "nothing-to-resend"
    title = "Ce message ne peut plus être renvoyé."
    meaning = "Le rendez-vous a changé ou a eu lieu depuis, ou ce n'était pas un message : prévenez la personne."


class SentAlready(Conflict):
    code = "message-sent-already"
    title = "Ce message est déjà parti par cette voie."
    meaning = "Le même message attend ou est déjà parti par ce canal : choisissez-en un autre."


class PlanChanged(Conflict):
    code = "reminder-plan-changed"
    title = "Quelqu'un d'autre vient de changer ce réglage."
    meaning = "Le calendrier des messages a changé depuis sa lecture (« version ») : relisez-le."
