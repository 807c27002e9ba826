"""One call as it stands: folded from its facts, and what the desk did with it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from calls.folding import Outcome
from calls.models.line import E164_PATTERN, Line
from core.ids import new_id
from practices.models import Practice
from telephony_adapters.events import Direction, RemoteState


class Disposition(models.TextChoices):
    """How a call ended for the caller."""

    BOOKED = "booked", "Rendez-vous pris"
    CHANGED = "changed", "Rendez-vous modifié ou annulé"
    MESSAGE = "message", "Message transmis"
    INFORMED = "informed", "Renseignement donné"
    TRANSFERRED = "transferred", "Appel transféré"
    CALL_BACK = "call_back", "À rappeler"
    WRONG_NUMBER = "wrong_number", "Faux numéro"
    NOTHING = "nothing", "Sans suite"


class CallSession(models.Model):
    """`id` is the call everywhere else: appointments, holds and consents carry it.

    The folded columns are rewritten from the facts whenever one arrives; those of the desk (`taken_by`,
    `disposition`, `wrapped_up_*`, `called_back_*`, `returning_*`, `return_*`, `recording_*`) never are. Number and
    withheld mark are exclusive, by constraint. `returning_by` rings this caller back until `returning_until`: nobody
    else does meanwhile; `return_after` is when to try again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    account = models.CharField(max_length=31)
    provider_call_id = models.CharField(max_length=128)
    direction = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Direction])
    remote_state = models.CharField(max_length=10, choices=[(each.value, each.value) for each in RemoteState])
    remote_e164 = models.CharField(max_length=16, blank=True, default="")
    outcome = models.CharField(max_length=15, choices=[(each.value, each.value) for each in Outcome])
    answered_by = models.CharField(max_length=64, blank=True, default="")
    transferred_to = models.CharField(max_length=64, blank=True, default="")
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    disposition = models.CharField(max_length=12, choices=Disposition.choices, blank=True, default="")
    wrapped_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    wrapped_up_at = models.DateTimeField(null=True, blank=True)
    called_back_at = models.DateTimeField(null=True, blank=True)
    returning_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    returning_until = models.DateTimeField(null=True, blank=True)
    return_tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    return_after = models.DateTimeField(null=True, blank=True)
    recording_objected_at = models.DateTimeField(null=True, blank=True)
    recording_paused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="callsession_practice_id"),
            models.UniqueConstraint(fields=["account", "provider_call_id"], name="callsession_once"),
            models.CheckConstraint(
                condition=Q(remote_state="known", remote_e164__regex=E164_PATTERN)
                | Q(remote_e164="") & ~Q(remote_state="known"),
                name="callsession_number_only_when_known",
            ),
            models.CheckConstraint(condition=Q(direction__in=list(Direction)), name="callsession_direction_known"),
            models.CheckConstraint(condition=Q(outcome__in=list(Outcome)), name="callsession_outcome_known"),
            models.CheckConstraint(
                condition=Q(disposition__in=["", *Disposition.values]), name="callsession_disposition_known"
            ),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True) | Q(taken_at__isnull=False), name="callsession_taken_at"
            ),
            models.CheckConstraint(
                condition=Q(returning_by__isnull=True, returning_until__isnull=True)
                | Q(returning_by__isnull=False, returning_until__isnull=False),
                name="callsession_returned_by_somebody_until",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "started_at"], name="callsession_by_time"),
            models.Index(
                fields=["practice", "started_at"], condition=Q(ended_at__isnull=True), name="callsession_live"
            ),
            # The call that somebody is answering: asked for at each of their requests.
            models.Index(
                fields=["taken_by", "taken_at"],
                condition=Q(taken_by__isnull=False, wrapped_up_at__isnull=True),
                name="callsession_in_hand",
            ),
        ]

    class Privacy:
        technical = {
            "id",
            "practice",
            "line",
            "account",
            "provider_call_id",
            "direction",
            "remote_state",
            "outcome",
            "answered_by",
            "transferred_to",
            "started_at",
            "answered_at",
            "ended_at",
            "version",
            "taken_at",
            "disposition",
            "wrapped_up_at",
            "called_back_at",
            "returning_until",
            "return_tries",
            "return_after",
            "recording_objected_at",
            "recording_paused_at",
        }
        personal = {"remote_e164", "taken_by", "wrapped_up_by", "returning_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
