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
