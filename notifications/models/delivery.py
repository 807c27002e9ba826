"""One message about one version of one visit, or one that another room asked for, and how far it came."""

from uuid import UUID

from django.db import models
from django.db.models import Q

from booking.models import Appointment
from core.ids import new_id
from notifications.kinds import Kind, Medium
from notifications.states import State
from practices.models import Practice

_BEFORE_THE_VENDOR = [State.QUEUED.value, State.VOID.value]


class Delivery(models.Model):
    """Asked for once: unique per visit, kind, channel and version; `resend` counts what a person asked for again.

    `posting` is the outbox's row that asks for what is not about a visit, said once too; it goes when that row goes.

    `reference` is what the vendor is given as ours: stored before it is called. It is the row's own id, or that of the
    row whose message carries this one too. The text is stored nowhere: `template_version` and `text_digest` are.
    `reason` says why a row is void, failed or unknown (a code). `number_key`: the number it went to, as a keyed digest.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    posting = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=11, choices=[(kind.value, kind.value) for kind in Kind])
    channel = models.CharField(max_length=5, choices=[(medium.value, medium.value) for medium in Medium])
    version = models.PositiveIntegerField()
    resend = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=9, choices=[(state.value, state.value) for state in State])
    reason = models.CharField(max_length=64, blank=True, default="")
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    state_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claim_id = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    reference = models.UUIDField(null=True, blank=True)
    sending_at = models.DateTimeField(null=True, blank=True)
    account = models.CharField(max_length=31, blank=True, default="")
    sender = models.CharField(max_length=16, blank=True, default="")
    number_key = models.BinaryField(max_length=32, null=True, blank=True)
    provider_message_id = models.CharField(max_length=128, blank=True, default="")
    template_version = models.PositiveSmallIntegerField(null=True, blank=True)
    text_digest = models.CharField(max_length=64, blank=True, default="")
    parts = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="delivery_practice_id"),
            models.UniqueConstraint(
                fields=["appointment", "kind", "channel", "version", "resend"], name="delivery_asked_for_once"
            ),
            models.UniqueConstraint(
                fields=["posting"], condition=Q(posting__isnull=False), name="delivery_posted_once"
            ),
            models.CheckConstraint(
                condition=Q(appointment__isnull=False, posting__isnull=True)
                | Q(appointment__isnull=True, posting__isnull=False),
                name="delivery_about_one_thing",
            ),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="delivery_kind_known"),
            models.CheckConstraint(
                condition=Q(channel__in=[medium.value for medium in Medium]), name="delivery_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="delivery_state_known"
            ),
            # No vendor is called about a row that does not say so already.
            models.CheckConstraint(
                condition=Q(state__in=_BEFORE_THE_VENDOR)
                | Q(reference__isnull=False, sending_at__isnull=False, template_version__isnull=False),
                name="delivery_sent_under_our_reference",
            ),
            models.CheckConstraint(
                condition=Q(claim_id__isnull=True, leased_until__isnull=True)
                | Q(claim_id__isnull=False, leased_until__isnull=False),
                name="delivery_claimed_until_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENDING.value) | Q(leased_until__isnull=False),
                name="delivery_sending_under_a_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="queued"), name="delivery_due"),
            models.Index(fields=["leased_until"], condition=Q(state="sending"), name="delivery_stuck"),
            models.Index(fields=["reference"], condition=Q(reference__isnull=False), name="delivery_reference"),
            models.Index(fields=["practice", "state_at"], name="delivery_by_time"),
            models.Index(
                fields=["practice", "number_key", "sending_at"],
                condition=Q(number_key__isnull=False),
                name="delivery_by_number",
            ),
        ]

    class Privacy:
        technical = {
            "id", "practice", "appointment", "posting", "kind", "channel", "version", "resend", "state", "reason",
            "due_at", "created_at", "state_at", "attempts", "claim_id", "leased_until", "reference", "sending_at",
            "account", "sender", "provider_message_id", "template_version", "text_digest", "parts",
        }  # fmt: skip
        personal = {"number_key"}
        nir: set[str] = set()
        health: set[str] = set()

    @property
    def visit_id(self) -> UUID:
        """Of a message about a visit."""
        assert self.appointment_id is not None, "asked for by another room"
        return self.appointment_id

    def __str__(self) -> str:
        return str(self.id)
