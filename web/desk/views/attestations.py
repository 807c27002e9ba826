"""What a secretary typed of a guardian's answer or of a minor's secrecy: the same in a call and on a visit's page."""

from django.http import HttpRequest

from booking.minors import Secrecy
from consent.attestation import Attestation, GuardianAnswer, GuardianRelation, GuardianScope
from core.errors import InvalidInput


def read_attestation(request: HttpRequest) -> Attestation:
    """What the form says. Raises InvalidInput."""
    typed = request.POST
    try:
        return Attestation(
            name=typed.get("guardian_name", ""),
            relation=GuardianRelation(typed.get("relation", GuardianRelation.PARENT.value)),
            scope=GuardianScope(typed.get("scope", GuardianScope.APPOINTMENT.value)),
            answer=GuardianAnswer(typed.get("answer", GuardianAnswer.AGREED.value)),
            child_joined=bool(typed.get("child_joined")),
        )
    except ValueError:
        raise InvalidInput.at("relation", "invalid-choice", "Choisissez dans la liste.") from None


def read_typed_secrecy(request: HttpRequest) -> Secrecy:
    """On whose instruction and why, and the minor's own number (L1111-5); the service judges the words."""
    return Secrecy(request.POST.get("secrecy_reason", ""), request.POST.get("own_contact", ""))
