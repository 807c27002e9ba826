"""The closed lists of this room. Values are stored; labels are French, for people."""

from django.db import models


class Effect(models.TextChoices):
    """What a consigne does to a booking it concerns."""

    BLOCK = "block", "Bloque"
    REQUIRE = "require", "Exige"
    ASK = "ask", "Demande"
    WARN = "warn", "Avertit"


class Kind(models.TextChoices):
    """Where and how it is shown. An `INFO` is read, never answered."""

    IMPORTANT = "important", "Important"
    RULE = "rule", "Règle"
    INFO = "info", "Info"


class Requirement(models.TextChoices):
    """What must be there before booking; `PHONE` is looked up in the record, the others are said by the caller."""

    NOTHING = "", "–"
    DOCUMENT = "document", "Un document"
    REFERRAL = "referral", "Une ordonnance ou un courrier"
    PHONE = "phone", "Un numéro de téléphone dans la fiche"
    OTHER = "other", "Autre chose"


class Familiarity(models.TextChoices):
    ANY = "", "Tous"
    NEW = "new", "Nouveaux patients"
    KNOWN = "known", "Patients déjà connus"


class State(models.TextChoices):
    """How far a version has come; whether an approved one acts today is a matter of its dates."""

    DRAFT = "draft", "Brouillon"
    PROPOSED = "proposed", "Proposée"
    APPROVED = "approved", "Approuvée"
    WITHDRAWN = "withdrawn", "Retirée"


class Authority(models.TextChoices):
    """In whose name a version was approved."""

    NOBODY = "", "–"
    PRACTITIONER = "practitioner", "Le praticien concerné"
    DELEGATE = "delegate", "Par délégation"


class Outcome(models.TextChoices):
    """Where a run of the urgency protocol ends."""

    TRANSFER = "transfer", "Transférer au 15 (112)"
    SAME_DAY = "same_day", "Rendez-vous le jour même"
    URGENT_MESSAGE = "urgent_message", "Message urgent au praticien"
    ORDINARY = "ordinary", "Rendez-vous ordinaire"
