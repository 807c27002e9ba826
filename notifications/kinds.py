"""What a message is about, by which channel it goes, and what state it is in. Pure."""

from enum import StrEnum


class Kind(StrEnum):
    """The value is stored and never changes."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    WEEK_BEFORE = "week_before"
    DAY_BEFORE = "day_before"
    SAME_DAY = "same_day"
    # Not about a visit as it stands: what another room asks the outbox to say (notifications.topics).
    CODE = "code"
    GUARDIAN = "guardian"
    EARLIER = "earlier"
    ALERT = "alert"
    LETTER = "letter"


class Medium(StrEnum):
    SMS = "sms"
    EMAIL = "email"


REMINDERS = frozenset({Kind.WEEK_BEFORE, Kind.DAY_BEFORE, Kind.SAME_DAY})
POSTED = frozenset({Kind.CODE, Kind.GUARDIAN, Kind.EARLIER, Kind.ALERT, Kind.LETTER})
# A code and an offer end by themselves, and the ladder of an alert goes on: nobody has to look when one is lost.
ENDS_BY_ITSELF = frozenset({Kind.CODE, Kind.EARLIER, Kind.ALERT})
LABELS = {
    Kind.BOOKED: "Confirmation",
    Kind.MOVED: "Rendez-vous déplacé",
    Kind.CANCELLED: "Rendez-vous annulé",
    Kind.WEEK_BEFORE: "Rappel à sept jours",
    Kind.DAY_BEFORE: "Rappel de la veille",
    Kind.SAME_DAY: "Rappel du jour même",
    Kind.CODE: "Code de vérification",
    Kind.GUARDIAN: "Lien au titulaire de l'autorité parentale",
    Kind.EARLIER: "Place plus tôt proposée",
    Kind.ALERT: "Alerte d'un message urgent",
    Kind.LETTER: "Courrier",
}
MEDIUM_LABELS = {Medium.SMS: "SMS", Medium.EMAIL: "e-mail"}
