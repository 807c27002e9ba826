"""The application on a person's telephone that makes six-digit codes. Its seed is sealed."""

from django.conf import settings
from django.db import models
from django_otp.models import Device, ThrottlingMixin

from accounts.models.user import User
from accounts.totp import matching_step
from core import clock
from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check

FREE_FAILURES = 3


class TotpDeviceManager(models.Manager["TotpDevice"]):
    def devices_for_user(self, user: User, confirmed: bool | None = None) -> models.QuerySet["TotpDevice"]:
        """What django-otp asks: the person's applications, all or by their confirmation."""
        rows = self.filter(user=user)
        return rows if confirmed is None else rows.filter(confirmed=confirmed)


class TotpDevice(ThrottlingMixin, Device, models.Model):  # type: ignore[misc]
    """A django-otp device. `verify_token` must run under the row lock that django-otp's helpers take.

    A code is accepted in its own 30 seconds and, for the time it takes to type it, in
    `settings.TOTP_PAST_STEPS` steps afterwards (documented deviation from ASVS 6.5.5), once only:
    `last_step` moves forward, whatever the clock does.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="totp_devices")
    name = models.CharField(max_length=64, default="Application")
    seed = SealedTextField(key_of="platform", pad=64)
    last_step = models.BigIntegerField(default=-1)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    # Declared by django-otp, which has no types.
    throttling_failure_count: int

    objects = TotpDeviceManager()

    class Meta:
        db_table = "accounts_totp_device"
        constraints = (
            sealed_check("seed"),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(confirmed=True), name="accounts_totp_device_one_confirmed"
            ),
        )

    class Privacy:
        technical = {
            "id", "name", "confirmed", "seed", "last_step", "created_at", "last_used_at",
            "throttling_failure_timestamp", "throttling_failure_count",
        }  # fmt: skip
        personal = {"user"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)

    def get_throttle_factor(self) -> int:
        """Seconds of the first wait; each further failure doubles it. Asked by django-otp."""
        return 1

    def verify_is_allowed(self) -> tuple[bool, dict[str, object] | None]:
        """Three failures are free (a mistyped code is common), then 1, 2, 4 … seconds without end."""
        if self.throttling_failure_count < FREE_FAILURES:
            return True, None
        actual = self.throttling_failure_count
        self.throttling_failure_count = actual - FREE_FAILURES + 1
        try:
            return super().verify_is_allowed()  # type: ignore[no-any-return]
        finally:
            self.throttling_failure_count = actual

    def verify_token(self, token: str) -> bool:
        """Accept `token` once, or count a failure. A code already used is refused without being counted."""
        allowed, _ = self.verify_is_allowed()
        if not allowed:
            return False
        step = self._matching_step(token)
        if step is None:
            self.throttle_increment(commit=False)
            self.save(update_fields=["throttling_failure_timestamp", "throttling_failure_count"])
            return False
        if step <= self.last_step:
            return False
        self.last_step, self.last_used_at = step, clock.now()
        self.throttle_reset(commit=False)
        self.save(
            update_fields=["last_step", "last_used_at", "throttling_failure_timestamp", "throttling_failure_count"]
        )
        return True

    def _matching_step(self, token: str) -> int | None:
        return matching_step(self.seed.open(), token, clock.now().timestamp(), past=settings.TOTP_PAST_STEPS)
