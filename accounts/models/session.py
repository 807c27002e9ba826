"""One open session of one person: what the server remembers; the browser holds only a random key."""

from django.conf import settings
from django.db import models

from accounts.enums import SessionStage, SignInMethod
from core.ids import new_id


class Session(models.Model):
    """Found by the SHA-256 of its key, so that a reader of this table can enter nowhere.

    `id` stays the same when the key changes. `expires_at` is the absolute end, never moved by use.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_sha256 = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions")
    stage = models.CharField(max_length=16, choices=SessionStage.choices, default=SessionStage.ANONYMOUS)
    data = models.TextField()
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    step_up_until = models.DateTimeField(null=True)
    # What completed the password; empty before. An acceptance names it (CH-20).
    second_factor = models.CharField(max_length=16, choices=SignInMethod.choices, blank=True, default="")
    # When another session of the same person was opened beside this one, until they say that it is theirs (CH-05).
    concurrent_at = models.DateTimeField(null=True)
    agent = models.CharField(max_length=60, blank=True, default="")
    network = models.CharField(max_length=43, blank=True, default="")

    class Meta:
        db_table = "accounts_session"
        indexes = (models.Index(fields=["expires_at"], name="accounts_session_expires"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(stage__in=SessionStage.values), name="accounts_session_stage_known"
            ),
            models.CheckConstraint(
                condition=models.Q(stage=SessionStage.ANONYMOUS) | models.Q(user__isnull=False),
                name="accounts_session_stage_has_user",
            ),
            models.CheckConstraint(
                condition=~models.Q(stage=SessionStage.SIGNED_IN)
                | models.Q(second_factor__in=[SignInMethod.TOTP, SignInMethod.RECOVERY_CODE]),
                name="accounts_session_signed_in_with_a_second_factor",
            ),
        )

    class Privacy:
        technical = {
            "id", "key_sha256", "stage", "data", "created_at", "expires_at", "step_up_until", "second_factor",
        }  # fmt: skip
        personal = {"user", "last_seen_at", "concurrent_at", "agent", "network"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def signed_in(self) -> bool:
        """Whether both factors have passed."""
        return self.stage == SessionStage.SIGNED_IN
