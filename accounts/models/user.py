"""A person who signs in. Knows no practice: who may act where is the business of the room `practices`."""

import re
import unicodedata
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from accounts.enums import AccountStatus
from core import clock
from core.ids import new_id

USERNAME_FORM = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """The person whose name is `username`, however it was typed. Raises `User.DoesNotExist`."""
        return self.get(username=User.normalize_username(username or ""))


class User(AbstractBaseUser):
    """One human, one account (CH-05, ST-20). There is no superuser: every right comes from a membership."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=40, unique=True)
    display_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True, default="")
    status = models.CharField(max_length=16, choices=AccountStatus.choices, default=AccountStatus.INVITED)
    created_at = models.DateTimeField()
    status_changed_at = models.DateTimeField()
    # With SUSPENDED only: the instant from which the person is welcome again; empty until somebody reinstates them.
    suspended_until = models.DateTimeField(null=True)
    password_changed_at = models.DateTimeField(null=True)
    # the connection log forgets after a year, and two years without activity must still be known.
    last_seen_date = models.DateField(null=True)
    idle_told_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    # The connection log says when somebody came in; here only the day of the last time (`last_seen_date`).
    last_login = None

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        db_table = "accounts_user"
        constraints = (
            models.CheckConstraint(condition=models.Q(username=Lower("username")), name="accounts_user_username_lower"),
            models.CheckConstraint(
                condition=models.Q(status__in=AccountStatus.values), name="accounts_user_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(suspended_until__isnull=True) | models.Q(status=AccountStatus.SUSPENDED),
                name="accounts_user_end_of_a_suspension",
            ),
        )

    class Privacy:
        technical = {
            "id", "status", "created_at", "status_changed_at", "suspended_until", "password_changed_at", "password",
            "idle_told_at", "forgotten_at",
        }  # fmt: skip
        personal = {"username", "display_name", "email", "last_seen_date"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether this person may sign in now. Django's own machinery asks it too."""
        return self.status_at(clock.now()) == AccountStatus.ACTIVE

    def status_at(self, at: datetime) -> AccountStatus:
        """Where the account stands at `at` (aware): a suspension ends by itself at its hour, tidied or not (CH-17)."""
        over = self.suspended_until is not None and self.suspended_until <= at
        if self.status != AccountStatus.SUSPENDED or not over:
            return AccountStatus(self.status)
        return AccountStatus.ACTIVE if self.has_usable_password() else AccountStatus.INVITED

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """The one stored form of a name: compatibility characters folded, lower case, no outer blanks."""
        return unicodedata.normalize("NFKC", username).strip().lower()
