"""The refusals of this room. `extra` holds ids, codes and instants; never anything about a patient."""

from typing import Any

from booking.lifecycle import ForbiddenTransition
from core.errors import Conflict, Gone, InvalidInput, RuleRefused, VersionMismatch

__all__ = [
    "AppointmentChanged",
    "ForbiddenTransition",
    "GuardianNeededNow",
    "HoldExpired",
    "MeasureOver",
    "NonexistentTime",
    "NotOffered",
    "NothingAwaited",
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
    meaning = (
        "Quelqu'un d'autre a pris l'horaire un instant plus tôt. « alternatives » donne les plus proches encore libres."
    )

    def __init__(self, *, alternatives: list[dict[str, Any]] | None = None) -> None:
        super().__init__(alternatives=alternatives or [])


class PatientBusy(Conflict):
    """The patient is expected elsewhere in the same practice at that time."""

    code, title = "patient-busy", "Ce patient a déjà un rendez-vous à cette heure."
    meaning = "Le patient est attendu ailleurs dans le cabinet à cette heure : déplacez l'un des deux rendez-vous."


class OverbookingFull(Conflict):
    """Every lane that the agenda allows is taken at that time."""

    code, title = "overbooking-full", "La limite de surréservation de cet agenda est atteinte à cette heure."
    meaning = (
        "L'agenda limite combien de rendez-vous se posent en plus à une même heure, et cette limite est atteinte. "
        "Choisissez une autre heure."
    )


class SeriesRefused(Conflict):
    """Nothing was booked, moved or cancelled. `failed`: `[{start, timezone, reason, detail, alternatives}]`."""

    code, title = "series-refused", "La série n'a pas pu être enregistrée : rien n'a été changé."
    meaning = (
        "Une série se prend, se déplace et s'annule en entier ou pas du tout. « failed » dit quelles dates ne vont "
        "pas et par quoi les remplacer."
    )


class SubstituteBusy(Conflict):
    """Whoever should take these visits over is not free. `appointments`: their ids."""

    code, title = "substitute-busy", "Le praticien est déjà pris à l'heure de certains rendez-vous."
    meaning = (
        "Qui devrait reprendre ces rendez-vous est pris ailleurs : « appointments » donne leurs ids. Déplacez-les, "
        "puis recommencez."
    )


class SubstituteUnfit(RuleRefused):
    """`detail` says what is wrong with that person or those days."""

    code, title = "substitute-unfit", "Ce remplacement n'est pas possible."
    meaning = "Cette personne ou ces jours ne conviennent pas : « detail » dit pourquoi. Rien n'a été inscrit."


class OverrideSettled(Conflict):
    code, title = "override-settled", "Cette dérogation a déjà été tranchée."
    meaning = "Une dérogation se tranche une seule fois : « settled_as » dit ce qui a été décidé."


class OverrideUncorrected(RuleRefused):
    """Corrected means that the visit was moved or taken away since."""

    code, title = "override-uncorrected", "Le rendez-vous n'a pas bougé : déplacez-le ou annulez-le d'abord."
    meaning = "Une dérogation n'est corrigée qu'une fois le rendez-vous déplacé ou annulé : faites-le, puis notez-le."


class HoldExpired(Gone):
    code, title = "hold-expired", "La réservation temporaire du créneau a expiré."
    meaning = "Un horaire est gardé deux minutes. L'option a pris fin : retenez-le de nouveau s'il est encore libre."


class OffersFull(Conflict):
    code, title = "offers-full", "Trois horaires sont déjà proposés pendant cet appel."
    meaning = (
        "On propose au plus trois horaires à la fois : confirmez-en un, ou rendez-en un avant d'en proposer un autre."
    )


class NotOffered(RuleRefused):
    """`reason` is a code of `booking.rules.Reason`, `detail` its French sentence."""

    code, title = "not-offered", "Ce créneau n'est pas proposé."
    meaning = (
        "Une règle du motif ou de l'agenda écarte cet horaire : « reason » et « detail » disent laquelle. "
        "/slots/explanation l'explique."
    )


class AppointmentChanged(VersionMismatch):
    code, title = "appointment-changed", "Ce rendez-vous a été modifié entre-temps : rechargez-le."
    meaning = "Quelqu'un a modifié ce rendez-vous depuis que vous l'avez lu : relisez-le, puis décidez."


class TooEarly(RuleRefused):
    """`detail` says when it becomes possible, `possible_from` the same as an instant."""

    code, title = "too-early", "Ce rendez-vous n'a pas encore eu lieu."
    meaning = (
        "Une arrivée se note à partir du jour du rendez-vous, une absence à partir de son heure : « possible_from » "
        "dit quand."
    )


class TooLateToUndo(RuleRefused):
    code, title = "too-late-to-undo", "Il est trop tard pour annuler cette action."
    meaning = (
        "Une action se reprend pendant une minute. Ensuite, faites l'action contraire : déplacer, annuler, "
        "reprendre rendez-vous."
    )


class WrongRange(InvalidInput):
    code, title = "wrong-range", "La période demandée est incorrecte."
    meaning = "La période est vide, à l'envers ou trop longue. Le membre « errors » nomme la borne à corriger."


class MeasureOver(Conflict):
    code, title = "measure-over", "Cette mesure est déjà terminée."
    meaning = "Elle est arrivée à son terme ou a été levée entre-temps : il n'y a plus rien à lever."


class NonexistentTime(InvalidInput):
    """The clocks jump over that local time on that day."""

    code, title = "nonexistent-time", "Cette heure n'existe pas ce jour-là (changement d'heure)."
    meaning = "Cette nuit-là les pendules sautent une heure, et celle-ci en fait partie : choisissez-en une autre."


class GuardianNeededNow(RuleRefused):
    """The visit of a child begins too soon to wait: the agreement comes with the booking, or the move."""

    code, title = (
        "guardian-needed-now",
        "À moins de 24 heures du rendez-vous, l'accord d'un représentant légal est nécessaire tout de suite.",
    )
    meaning = (
        "Un rendez-vous pris pour un enfant attend l'accord jusqu'à 24 heures avant. Il est trop tard pour attendre :"
        " recueillez l'accord au téléphone et joignez-le à la demande, ou choisissez un autre jour."
    )


class NothingAwaited(RuleRefused):
    """The visit waits for nobody: it is booked, secret, cancelled or past."""

    code, title = "nothing-awaited", "Ce rendez-vous n'attend l'accord de personne."
    meaning = (
        "Le rendez-vous est celui d'une personne qui décide seule, il est secret, annulé ou passé, ou rien n'est à"
        " trancher. Relisez-le : son état dit ce qui reste à faire."
    )
