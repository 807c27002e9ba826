"""The refusals of this room. `extra` holds ids, codes and instants; never anything about a patient."""

from typing import Any

from booking.lifecycle import ForbiddenTransition
from core.errors import Conflict, Gone, InvalidInput, RuleRefused, VersionMismatch

__all__ = [
    "AppointmentChanged",
    "ForbiddenTransition",
    "HoldExpired",
    "NonexistentTime",
    "NotOffered",
    "OverbookingFull",
    "PatientBusy",
    "SlotTaken",
    "TooLateToUndo",
    "WrongRange",
]


class SlotTaken(Conflict):
    """A lost race. `alternatives`: the nearest free starts, `[{practitioner_role, start, end, timezone}]`."""

    code, title = "slot-taken", "Ce créneau vient d'être pris."

    def __init__(self, *, alternatives: list[dict[str, Any]] | None = None) -> None:
        super().__init__(alternatives=alternatives or [])


class PatientBusy(Conflict):
    """The patient is expected elsewhere in the same practice at that time."""

    code, title = "patient-busy", "Ce patient a déjà un rendez-vous à cette heure."


class OverbookingFull(Conflict):
    """Every lane that the agenda allows is taken at that time."""

    code, title = "overbooking-full", "La limite de surréservation de cet agenda est atteinte à cette heure."


class HoldExpired(Gone):
    code, title = "hold-expired", "La réservation temporaire du créneau a expiré."


class NotOffered(RuleRefused):
    """`reason` is a code of `booking.offer.Reason`, `detail` its French sentence."""

    code, title = "not-offered", "Ce créneau n'est pas proposé."


class AppointmentChanged(VersionMismatch):
    code, title = "appointment-changed", "Ce rendez-vous a été modifié entre-temps : rechargez-le."


class TooLateToUndo(RuleRefused):
    code, title = "too-late-to-undo", "Il est trop tard pour annuler cette action."


class WrongRange(InvalidInput):
    code, title = "wrong-range", "La période demandée est incorrecte."


class NonexistentTime(InvalidInput):
    """The clocks jump over that local time on that day."""

    code, title = "nonexistent-time", "Cette heure n'existe pas ce jour-là (changement d'heure)."
