"""What a mandate lacks of what a mandate usually holds: the product grew since it was granted, or it was narrowed."""

from practices.models import Delegation
from practices.permissions import USUAL_DELEGATION


def missing_from(delegation: Delegation) -> list[str]:
    """The permissions, sorted. A mandate says only what was granted: the practice alone completes it."""
    return sorted({permission.value for permission in USUAL_DELEGATION}.difference(delegation.permissions))
