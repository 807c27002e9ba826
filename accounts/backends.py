"""How the person of a session is found again at each request, and how a name and a password are checked."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from core.compiled import Compiled

# Asked by every request.
_OF_ID = Compiled(lambda user_id: User.objects.filter(id=user_id))


class PersonBackend(ModelBackend):
    """Django's own, with the statement that every request sends compiled once."""

    def get_user(self, user_id: Any) -> User | None:
        user = _OF_ID.instance(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
