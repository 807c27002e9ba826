"""What this room forgets by itself: connection traces after twelve months (R-04, SAS-20)."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import SignIn
from core import clock


@transaction.atomic
def purge_sign_ins() -> int:
    """Delete the attempts older than twelve months; answers how many. The database refuses to delete newer ones."""
    limit = clock.now() - timedelta(days=settings.SIGN_IN_LOG_DAYS)
    deleted, _ = SignIn.objects.filter(at__lt=limit).delete()
    return deleted
