"""A way out that an organisation has validated for personal data; through any other nothing leaves (CH-04)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import new_id
from practices.models import Practice


class ExchangeChannel(models.Model):
    """`target` narrows it: a domain of electronic mail, a server; empty means all of that kind."""

    class Kind(models.TextChoices):
        SECURE_MAIL = "secure-mail", "Messagerie sécurisée de santé"
        EMAIL = "email", "Courriel"
        POST = "post", "Courrier"
        PHONE = "phone", "Téléphone"
        SFTP = "sftp", "Dépôt de fichiers chiffré"
        IN_PERSON = "in-person", "Remise en main propre"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=11, choices=Kind.choices)
    target = models.CharField(max_length=120, blank=True, default="")
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    validated_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="exchangechannel_practice_id"),
            models.UniqueConstraint(
                fields=["practice", "kind", "target"],
                condition=Q(withdrawn_at__isnull=True),
                name="exchangechannel_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["secure-mail", "email", "post", "phone", "sftp", "in-person"]),
                name="exchangechannel_kind_known",
            ),
        ]

    class Privacy:
        technical = {"id", "practice", "kind", "target", "validated_at", "withdrawn_at"}
        personal = {"validated_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
