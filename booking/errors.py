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
    "OverrideSettled",
    "OverrideUncorrected",
    "PatientBusy",
    "SeriesRefused",
    "SlotTaken",
    "SubstituteBusy",
    "SubstituteUnfit",
    "TooEarly",
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


class SeriesRefused(Conflict):
    """Nothing was booked, moved or cancelled. `failed`: `[{start, timezone, reason, detail, alternatives}]`."""

    code, title = "series-refused", "La série n'a pas pu être enregistrée : rien n'a été changé."


class SubstituteBusy(Conflict):
    """Whoever should take these visits over is not free. `appointments`: their ids."""

    code, title = "substitute-busy", "Le praticien est déjà pris à l'heure de certains rendez-vous."


class SubstituteUnfit(RuleRefused):
    """`detail` says what is wrong with that person or those days."""

    code, title = "substitute-unfit", "Ce remplacement n'est pas possible."


class OverrideSettled(Conflict):
    code, title = "override-settled", "Cette dérogation a déjà été tranchée."


class OverrideUncorrected(RuleRefused):
    """Corrected means that the visit was moved or taken away since."""

    code, title = "override-uncorrected", "Le rendez-vous n'a pas bougé : déplacez-le ou annulez-le d'abord."


class HoldExpired(Gone):
    code, title = "hold-expired", "La réservation temporaire du créneau a expiré."


class NotOffered(RuleRefused):
    """`reason` is a code of `booking.rules.Reason`, `detail` its French sentence."""

    code, title = "not-offered", "Ce créneau n'est pas proposé."


class AppointmentChanged(VersionMismatch):
    code, title = "appointment-changed", "Ce rendez-vous a été modifié entre-temps : rechargez-le."


class TooEarly(RuleRefused):
    """`detail` says when it becomes possible, `possible_from` the same as an instant."""

    code, title = "too-early", "Ce rendez-vous n'a pas encore eu lieu."


class TooLateToUndo(RuleRefused):
    code, title = "too-late-to-undo", "Il est trop tard pour annuler cette action."


class WrongRange(InvalidInput):
    code, title = "wrong-range", "La période demandée est incorrecte."


class NonexistentTime(InvalidInput):
    """The clocks jump over that local time on that day."""

    code, title = "nonexistent-time", "Cette heure n'existe pas ce jour-là (changement d'heure)."
