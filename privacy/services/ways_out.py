"""How letters about a request leave: only by ways that the practice has validated (CH-04)."""

from uuid import UUID

from core.errors import InvalidInput
from patients.plain_text import clean_email
from privacy.models import ExchangeChannel, RightsRequest, Way
from privacy.rights.kinds import Intake
from privacy.services.channels import is_validated, not_validated

_KIND = ExchangeChannel.Kind
_BY_MAIL = (Intake.EMAIL.value, Intake.PORTAL.value)
# Paper is posted or handed over: either will do.
KINDS = {Way.OUTBOX: (_KIND.EMAIL,), Way.PRINT: (_KIND.POST, _KIND.IN_PERSON)}


def check_letter_way(request: RightsRequest, way: Way) -> None:
    """Raise ChannelNotValidated naming `way`."""
    if not may_leave(request, way):
        raise not_validated(KINDS[way][0].value, "way")


def may_leave(request: RightsRequest, way: Way) -> bool:
    """Whether the practice validated that way, for the address to answer to when it is electronic: without one, no."""
    target = address_of(request) if way is Way.OUTBOX else ""
    if way is Way.OUTBOX and not target:
        return False
    return any(is_validated(request.practice_id, kind.value, target) for kind in KINDS[way])


def usual_way(request: RightsRequest) -> Way:
    """By mail whoever wrote by mail, where mail is validated; otherwise on paper, which waits in the office."""
    return Way.OUTBOX if request.intake in _BY_MAIL and may_leave(request, Way.OUTBOX) else Way.PRINT


def address_of(request: RightsRequest) -> str:
    """Where whoever asked is written to by mail, "" when they gave no address."""
    return "" if request.requester_contact is None else address_in(request.requester_contact.open())


def recipient_way(practice_id: UUID, recipient: str) -> Way:
    """By mail where the recipient's words hold an address that is validated; otherwise on paper."""
    address = address_in(recipient)
    validated = address and is_validated(practice_id, _KIND.EMAIL.value, address)
    return Way.OUTBOX if validated else Way.PRINT


def address_in(words: str) -> str:
    """The first e-mail address of somebody's words, "" for none or for one that no mail reaches."""
    found = next((word.strip("<>,;.()") for word in words.split() if "@" in word), "")
    try:
        return clean_email(found)
    except InvalidInput:
        return ""
