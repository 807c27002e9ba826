"""The visit reason (motif): how long, how far ahead, for whom and through which door."""

from django.db import models

from core.ids import new_id
from practices.enums import Colour
from practices.models.practice import Practice
from practices.models.practitioner import PractitionerRole

DAY_IN_MINUTES = 1440
LONGEST_RELEASE_HOURS = 730 * 24


class VisitReason(models.Model):
    """Durations in minutes. Duration and buffers are copied onto each appointment: a change never rewrites the past."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="visit_reasons")
    name = models.CharField(max_length=100)
    duration_minutes = models.PositiveSmallIntegerField()
    buffer_before_minutes = models.PositiveSmallIntegerField(default=0)
    buffer_after_minutes = models.PositiveSmallIntegerField(default=0)
    step_minutes = models.PositiveSmallIntegerField()
    min_notice_minutes = models.PositiveIntegerField(default=0)
    booking_window_days = models.PositiveSmallIntegerField(default=90)
    open_to_new_patients = models.BooleanField(default=True)
    open_to_known_patients = models.BooleanField(default=True)
    by_phone = models.BooleanField(default=True)
    by_web = models.BooleanField(default=False)  # ST-08: online only if the professional wishes it
    by_partner = models.BooleanField(default=False)
    # Hours before the start from which a later door opens; none: as soon as the telephone.
    partner_release_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    web_release_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    # Visits a day of one agenda; none: as many as fit.
    daily_quota = models.PositiveSmallIntegerField(null=True, blank=True)
    public_instructions = models.TextField(max_length=1000, blank=True, default="")
    colour = models.CharField(max_length=10, choices=Colour.choices, default=Colour.BLEU)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="visitreason_practice_id"),
            models.UniqueConstraint(fields=["practice", "name"], name="visitreason_name_once_per_practice"),
            models.CheckConstraint(
                condition=models.Q(duration_minutes__gte=1, duration_minutes__lte=DAY_IN_MINUTES),
                name="visitreason_duration_within_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(step_minutes__gte=1, step_minutes__lte=DAY_IN_MINUTES),
                name="visitreason_step_within_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(buffer_before_minutes__lte=240, buffer_after_minutes__lte=240),
                name="visitreason_buffers_at_most_4_hours",
            ),
            models.CheckConstraint(
                condition=models.Q(booking_window_days__gte=1, booking_window_days__lte=730),
                name="visitreason_window_at_most_2_years",
            ),
            models.CheckConstraint(
                condition=models.Q(min_notice_minutes__lte=60 * DAY_IN_MINUTES),
                name="visitreason_notice_at_most_60_days",
            ),
            models.CheckConstraint(
                condition=models.Q(daily_quota__isnull=True) | models.Q(daily_quota__gte=1, daily_quota__lte=500),
                name="visitreason_quota_from_1_to_500",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(partner_release_hours__isnull=True)
                    | models.Q(partner_release_hours__lte=LONGEST_RELEASE_HOURS)
                )
                & (models.Q(web_release_hours__isnull=True) | models.Q(web_release_hours__lte=LONGEST_RELEASE_HOURS)),
                name="visitreason_released_within_2_years",
            ),
            models.CheckConstraint(
                condition=models.Q(by_partner=False)
                | models.Q(by_web=False)
                | models.Q(partner_release_hours__isnull=True)
                | models.Q(web_release_hours__isnull=False, web_release_hours__lte=models.F("partner_release_hours")),
                name="visitreason_web_never_before_partners",
            ),
            models.CheckConstraint(condition=models.Q(colour__in=Colour.values), name="visitreason_colour_known"),
        ]

    class Privacy:
        technical = {
            "id",
            "practice",
            "name",
            "duration_minutes",
            "buffer_before_minutes",
            "buffer_after_minutes",
            "step_minutes",
            "min_notice_minutes",
            "booking_window_days",
            "open_to_new_patients",
            "open_to_known_patients",
            "by_phone",
            "by_web",
            "by_partner",
            "partner_release_hours",
            "web_release_hours",
            "daily_quota",
            "public_instructions",
            "colour",
            "position",
            "is_active",
        }
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)


class VisitReasonRole(models.Model):
    """Which practitioner roles offer a visit reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    visit_reason = models.ForeignKey(
        VisitReason, on_delete=models.PROTECT, related_name="offered_by", db_constraint=False
    )
    practitioner_role = models.ForeignKey(
        PractitionerRole, on_delete=models.PROTECT, related_name="offers", db_constraint=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="visitreasonrole_practice_id"),
            models.UniqueConstraint(
                fields=["practice", "visit_reason", "practitioner_role"], name="visitreasonrole_once"
            ),
        ]

    class Privacy:
        technical = {"id", "practice", "visit_reason", "practitioner_role"}
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
