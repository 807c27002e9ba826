"""The keyring tables. A key is stored only wrapped by the key above it; the top keys stay in the provider."""

from django.db import models

from core.clock import now
from core.ids import new_id

SITE = "A"


class TopKey(models.Model):
    """One key of the provider: what it is called there, since when, until when."""

    class State(models.TextChoices):
        ACTIVE = "active"
        RETIRING = "retiring"
        DESTROYED = "destroyed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    epoch = models.PositiveSmallIntegerField()
    site = models.CharField(max_length=16, default=SITE)
    key_id = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=State.choices, default=State.ACTIVE)
    created_at = models.DateTimeField(default=now)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["epoch", "site"], name="topkey_one_per_epoch_and_site"),
            models.UniqueConstraint(
                fields=["site"], condition=models.Q(state="active"), name="topkey_one_active_per_site"
            ),
            models.CheckConstraint(
                condition=models.Q(state="destroyed", destroyed_at__isnull=False)
                | (~models.Q(state="destroyed") & models.Q(destroyed_at__isnull=True)),
                name="topkey_destroyed_has_its_date",
            ),
        ]

    class Privacy:
        technical = {"id", "epoch", "site", "key_id", "state", "created_at", "destroyed_at"}

    def __str__(self) -> str:
        return str(self.id)


class PlatformKey(models.Model):
    """The key of sealed fields that belong to no practice (TOTP seeds, kept answers)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveSmallIntegerField(default=1)
    epoch = models.PositiveSmallIntegerField()
    site = models.CharField(max_length=16, default=SITE)
    wrapped_by = models.CharField(max_length=64)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "epoch", "site"], name="platformkey_one_wrap_per_epoch_and_site")
        ]

    class Privacy:
        technical = {"id", "version", "epoch", "site", "wrapped_by", "wrapped", "created_at"}

    def __str__(self) -> str:
        return str(self.id)


class PracticeKey(models.Model):
    """The key of one practice in one epoch: it only wraps the keys of its patients."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice_id = models.UUIDField()
    epoch = models.PositiveSmallIntegerField()
    site = models.CharField(max_length=16, default=SITE)
    wrapped_by = models.CharField(max_length=64)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice_id", "epoch", "site"], name="practicekey_one_per_epoch_and_site"),
            models.UniqueConstraint(fields=["practice_id", "id"], name="practicekey_practice_id"),
        ]

    class Privacy:
        technical = {"id", "practice_id", "epoch", "site", "wrapped_by", "wrapped", "created_at"}

    def __str__(self) -> str:
        return str(self.id)


class PatientKey(models.Model):
    """The key of one patient's sealed fields. Deleting the row erases them everywhere it is not backed up."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice_id = models.UUIDField()
    patient_id = models.UUIDField()
    version = models.PositiveSmallIntegerField(default=1)
    epoch = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice_id", "patient_id", "version"], name="patientkey_one_per_version"),
            models.UniqueConstraint(fields=["practice_id", "id"], name="patientkey_practice_id"),
        ]

    class Privacy:
        technical = {"id", "practice_id", "patient_id", "version", "epoch", "wrapped", "created_at"}

    def __str__(self) -> str:
        return str(self.id)


class SearchKey(models.Model):
    """A version of the key of search tokens; the key itself stays in the provider, named after its version."""

    class State(models.TextChoices):
        ACTIVE = "active"
        RETIRING = "retiring"
        RETIRED = "retired"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveSmallIntegerField(unique=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.ACTIVE)
    created_at = models.DateTimeField(default=now)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="active"), name="searchkey_one_active"),
            models.CheckConstraint(
                condition=models.Q(state="retired", retired_at__isnull=False)
                | (~models.Q(state="retired") & models.Q(retired_at__isnull=True)),
                name="searchkey_retired_has_its_date",
            ),
        ]

    class Privacy:
        technical = {"id", "version", "state", "created_at", "retired_at"}

    def __str__(self) -> str:
        return str(self.id)
