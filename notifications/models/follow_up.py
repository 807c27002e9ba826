"""Something a message left for a person to do: nothing that failed, nothing that nobody could read, is lost."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from booking.models import Appointment
from core.ids import new_id
from notifications.models.delivery import Delivery
from notifications.models.reply import Reply
from practices.models import Practice


class Cause(models.TextChoices):
    """Why somebody has to look."""

    FAILED = "failed", "Message non remis"
    UNKNOWN = "unknown", "Envoi incertain : peut-être reçu, peut-être pas"
    NOT_TOLD = "not_told", "Patient non prévenu"
    AMBIGUOUS = "ambiguous", "Réponse à rapprocher d'un rendez-vous"
    UNREADABLE = "unreadable", "Réponse à lire"
    CANCEL_ASKED = "cancel_asked", "Annulation demandée par SMS"
    QUARANTINED = "quarantined", "Réponse mise de côté : donnée sensible"
    GUARDIAN = "guardian", "Titulaire de l'autorité parentale à joindre : aucun message ne lui est parti"
    EARLIER = "earlier", "Place plus tôt à proposer par téléphone"
    DISPLACED = "displaced", "Rendez-vous sans horaire : patient à rappeler"
    NEAR = "near", "Pris en ligne près d'un autre rendez-vous de la même personne : lequel garder ?"


class SettledAs(models.TextChoices):
    """How it ended."""

    CALLED_BACK = "called_back", "Rappelé"
    DONE = "done", "Réglé"
    RESENT = "resent", "Renvoyé autrement"


class FollowUp(models.Model):
    """About one message or one answer, once; `appointment`: about a visit that only a call can speak of,
    one open line a cause."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    cause = models.CharField(max_length=12, choices=Cause.choices)
    delivery = models.ForeignKey(
        Delivery, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    reply = models.ForeignKey(
        Reply, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    opened_at = models.DateTimeField()
    settled_as = models.CharField(max_length=11, choices=SettledAs.choices, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="followup_practice_id"),
            models.UniqueConstraint(
                fields=["delivery"], condition=Q(settled_at__isnull=True), name="followup_open_once_a_delivery"
            ),
            models.UniqueConstraint(fields=["reply"], name="followup_once_a_reply"),
            models.UniqueConstraint(
                fields=["appointment", "cause"],
                condition=Q(settled_at__isnull=True),
                name="followup_open_once_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(delivery__isnull=False, reply__isnull=True, appointment__isnull=True)
                | Q(delivery__isnull=True, reply__isnull=False, appointment__isnull=True)
                | Q(delivery__isnull=True, reply__isnull=True, appointment__isnull=False),
                name="followup_about_one_thing",
            ),
            models.CheckConstraint(condition=Q(cause__in=Cause.values), name="followup_cause_known"),
            models.CheckConstraint(
                condition=Q(settled_as="", settled_at__isnull=True)
                | Q(settled_as__in=SettledAs.values, settled_at__isnull=False),
                name="followup_settled_somehow",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "opened_at"], condition=Q(settled_at__isnull=True), name="followup_open"),
        ]

    class Privacy:
        technical = {
            "id", "practice", "cause", "delivery", "reply", "appointment", "opened_at", "settled_as", "settled_at",
        }  # fmt: skip
        personal = {"settled_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
