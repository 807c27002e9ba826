"""One version of a consigne: what it says, whom it is narrowed to, how far it has come."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from instructions.enums import Authority, Effect, Familiarity, Kind, Requirement, State
from instructions.models.consigne import Consigne
from practices.models import Practice

_DOORS = ["phone", "web", "api"]
_OPEN = [State.DRAFT.value, State.PROPOSED.value]


class ConsigneVersion(models.Model):
    """What it says never changes (the web role may only write the columns of its steps); a change is the next version.

    At most one version of a consigne is approved, and at most one is being prepared. `choices`:
    `[{code, label, blocks}]`. See `instructions.rules.Scope` for what narrows it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    consigne = models.ForeignKey(
        Consigne, on_delete=models.PROTECT, related_name="versions", db_constraint=False, db_index=False
    )
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=Kind.choices)
    effect = models.CharField(max_length=7, choices=Effect.choices)
    sentence = models.CharField(max_length=400)
    question = models.CharField(max_length=200, blank=True, default="")
    choices = models.JSONField(default=list, blank=True)
    requirement = models.CharField(max_length=8, choices=Requirement.choices, blank=True, default="")
    practitioner_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    visit_reason_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    doors = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_until = models.PositiveSmallIntegerField(null=True, blank=True)
    familiarity = models.CharField(max_length=5, choices=Familiarity.choices, blank=True, default="")
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    written_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    approved_as = models.CharField(max_length=12, choices=Authority.choices, blank=True, default="")
    approved_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="consigneversion_practice_id"),
            models.UniqueConstraint(fields=["consigne", "number"], name="consigneversion_number_once"),
            models.UniqueConstraint(
                fields=["consigne"], condition=Q(state=State.APPROVED.value), name="consigneversion_one_approved"
            ),
            models.UniqueConstraint(
                fields=["consigne"], condition=Q(state__in=_OPEN), name="consigneversion_one_prepared"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="consigneversion_number_from_1"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="consigneversion_kind_known"),
            models.CheckConstraint(condition=Q(effect__in=Effect.values), name="consigneversion_effect_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="consigneversion_state_known"),
            models.CheckConstraint(
                condition=Q(requirement__in=Requirement.values), name="consigneversion_requirement_known"
            ),
            models.CheckConstraint(
                condition=Q(familiarity__in=Familiarity.values), name="consigneversion_familiarity_known"
            ),
            models.CheckConstraint(condition=~Q(sentence=""), name="consigneversion_says_something"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.INFO.value) | Q(effect=Effect.WARN.value), name="consigneversion_info_only_warns"
            ),
            models.CheckConstraint(
                condition=Q(effect=Effect.ASK.value) & ~Q(question="") & ~Q(choices=[])
                | ~Q(effect=Effect.ASK.value) & Q(question="", choices=[]),
                name="consigneversion_asks_or_not",
            ),
            models.CheckConstraint(
                condition=Q(effect=Effect.REQUIRE.value) & ~Q(requirement="")
                | ~Q(effect=Effect.REQUIRE.value) & Q(requirement=""),
                name="consigneversion_requires_or_not",
            ),
            models.CheckConstraint(condition=Q(doors__contained_by=_DOORS), name="consigneversion_doors_known"),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6]), name="consigneversion_weekdays_known"
            ),
            models.CheckConstraint(
                condition=Q(from_date__isnull=True) | Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")),
                name="consigneversion_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True) | Q(closes__isnull=True) | Q(closes__gt=F("opens")),
                name="consigneversion_hours_in_order",
            ),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_until__isnull=True) | Q(age_until__gt=F("age_from")),
                name="consigneversion_ages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state=State.APPROVED.value, approved_at__isnull=False, withdrawn_at__isnull=True)
                | Q(state=State.WITHDRAWN.value, withdrawn_at__isnull=False)
                | Q(state__in=_OPEN, approved_at__isnull=True, withdrawn_at__isnull=True),
                name="consigneversion_steps_fit_the_state",
            ),
            models.CheckConstraint(
                condition=Q(approved_as="", approved_at__isnull=True)
                | Q(approved_as__in=["practitioner", "delegate"], approved_at__isnull=False),
                name="consigneversion_approved_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["practice"], condition=Q(state="approved"), name="consigneversion_in_force"),
            models.Index(fields=["practice", "consigne"], name="consigneversion_history"),
        ]

    class Privacy:
        technical = {
            "id",
            "practice",
            "consigne",
            "number",
            "kind",
            "effect",
            "sentence",
            "question",
            "choices",
            "requirement",
            "visit_reason_ids",
            "doors",
            "from_date",
            "until_date",
            "weekdays",
            "opens",
            "closes",
            "age_from",
            "age_until",
            "familiarity",
            "state",
            "written_at",
            "proposed_at",
            "approved_as",
            "approved_at",
            "withdrawn_at",
        }
        personal = {"practitioner_ids", "written_by", "approved_by", "withdrawn_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
