"""The closed lists of this room. Values are stored; labels are French, for people."""

from django.db import models


class PracticeKind(models.TextChoices):
    GENERAL = "general", "Médecine générale"
    PAEDIATRICS = "paediatrics", "Pédiatrie"
    PHYSIOTHERAPY = "physiotherapy", "Kinésithérapie"
    OTHER = "other", "Autre"


class HolidayTerritory(models.TextChoices):
    """Where the public holidays differ; values are the subdivisions of the `holidays` library for France.

    Metropolitan France is "FR" here and "no subdivision" there (`holidays_subdivision`).
    """

    METROPOLE = "FR", "France métropolitaine"
    MOSELLE = "57", "Moselle"
    ALSACE = "6AE", "Alsace"
    GUADELOUPE = "971", "Guadeloupe"
    MARTINIQUE = "972", "Martinique"
    GUYANE = "973", "Guyane"
    REUNION = "974", "La Réunion"
    MAYOTTE = "976", "Mayotte"
    SAINT_BARTHELEMY = "BL", "Saint-Barthélemy"
    SAINT_MARTIN = "MF", "Saint-Martin"
    NOUVELLE_CALEDONIE = "NC", "Nouvelle-Calédonie"
    POLYNESIE = "PF", "Polynésie française"
    SAINT_PIERRE_ET_MIQUELON = "PM", "Saint-Pierre-et-Miquelon"
    WALLIS_ET_FUTUNA = "WF", "Wallis-et-Futuna"


def holidays_subdivision(territory: str) -> str | None:
    """The `subdiv` argument that the `holidays` library expects for a territory."""
    return None if territory == HolidayTerritory.METROPOLE else str(territory)


# The clocks of each territory, so that whoever opens a place is asked one thing instead of two.
CLOCKS = {
    HolidayTerritory.GUADELOUPE: "America/Guadeloupe",
    HolidayTerritory.MARTINIQUE: "America/Martinique",
    HolidayTerritory.GUYANE: "America/Cayenne",
    HolidayTerritory.REUNION: "Indian/Reunion",
    HolidayTerritory.MAYOTTE: "Indian/Mayotte",
    HolidayTerritory.SAINT_BARTHELEMY: "America/St_Barthelemy",
    HolidayTerritory.SAINT_MARTIN: "America/Marigot",
    HolidayTerritory.NOUVELLE_CALEDONIE: "Pacific/Noumea",
    HolidayTerritory.POLYNESIE: "Pacific/Tahiti",
    HolidayTerritory.SAINT_PIERRE_ET_MIQUELON: "America/Miquelon",
    HolidayTerritory.WALLIS_ET_FUTUNA: "Pacific/Wallis",
}


def clocks_of(territory: str) -> str:
    """The IANA zone of a territory; Paris for the metropolitan ones and for an unknown value."""
    return next((zone for known, zone in CLOCKS.items() if known.value == territory), "Europe/Paris")


class Colour(models.TextChoices):
    """Colours of visit reasons: names of interface tokens, never a value typed by hand."""

    BLEU = "bleu", "Bleu"
    PRUNE = "prune", "Prune"
    VERT = "vert", "Vert"
    AMBRE = "ambre", "Ambre"
    SARCELLE = "sarcelle", "Sarcelle"


class PracticeRole(models.TextChoices):
    """What somebody is at a practice."""

    PRACTITIONER = "practitioner", "Praticien"
    PRACTICE_SECRETARY = "practice_secretary", "Secrétaire du cabinet"


class SecretariatRole(models.TextChoices):
    """What somebody is at a remote secretariat."""

    SECRETARY = "secretary", "Télésecrétaire"
    MANAGER = "manager", "Responsable du télésecrétariat"
    DATA_PROTECTION_OFFICER = "data_protection", "Délégué à la protection des données"
