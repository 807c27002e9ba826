"""The closed lists of this room. The values are stored: rename none of them."""

from django.db import models


class AccountStatus(models.TextChoices):
    """Where an account stands in its life. Only `ACTIVE` may sign in."""

    INVITED = "invited", "Invité"
    ACTIVE = "active", "Actif"
    SUSPENDED = "suspended", "Suspendu"
    COMPROMISED = "compromised", "Compromis"
    CLOSED = "closed", "Clos"


class SignInOutcome(models.TextChoices):
    """How one attempt to enter ended, as the person reads it under "mes connexions"."""

    PASSWORD_ACCEPTED = "password-accepted", "Mot de passe accepté, code attendu"
    SIGNED_IN = "signed-in", "Connexion réussie"
    BAD_CREDENTIALS = "bad-credentials", "Identifiants refusés"
    BAD_CODE = "bad-code", "Code refusé"
    LOCKED_OUT = "locked-out", "Essai bloqué : trop d'échecs"


class SignInMethod(models.TextChoices):
    """What was presented. A recovery code is told apart: its use is always worth a look."""

    PASSWORD = "password", "Mot de passe"
    TOTP = "totp", "Code de l'application"
    RECOVERY_CODE = "recovery-code", "Code de secours"


class SessionStage(models.TextChoices):
    """How far a session has come. Only `SIGNED_IN` opens anything."""

    ANONYMOUS = "anonymous", "Anonyme"
    PASSWORD = "password", "Mot de passe accepté"
    SIGNED_IN = "signed-in", "Connecté"


class SanctionKind(models.TextChoices):
    """CH-17 and CH-18."""

    SUSPENSION = "suspension", "Suspension"
    WITHDRAWAL = "withdrawal", "Retrait définitif"


class Severity(models.TextChoices):
    """How serious the breach is, in the eyes of whoever decides (CH-19)."""

    MINOR = "minor", "Légère"
    SERIOUS = "serious", "Sérieuse"
    GRAVE = "grave", "Grave"


class ReportRecipient(models.TextChoices):
    """Who is told of a breach that endangers confidentiality or integrity (CH-19)."""

    ORGANISATION = "organisation", "Organisation"
    ORDER = "order", "Ordre professionnel"
