"""What this room forgets by itself: connection traces after twelve months (R-04, SAS-20)."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import SignIn
from core import clock


def purge_sign_ins(*, using: str = "owner") -> int:
    """Delete the attempts older than twelve months; answers how many. Only the owner role may delete them."""
    limit = clock.now() - timedelta(days=settings.SIGN_IN_LOG_DAYS)
    with transaction.atomic(using=using):
        deleted, _ = SignIn.objects.using(using).filter(at__lt=limit).delete()
    return deleted
