"""Where vendors call us: the exact bytes are checked, kept sealed, and answered at once. Nothing is read here."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from calls.services.receiving import receive
from core import clock
from core.errors import Forbidden, InvalidInput, NotFound, TooLarge
from telephony_adapters.protocols import BadSignature, RawRequest
from telephony_adapters.registry import VENDORS

MAX_BODY = 64 * 1024


# Known by a signature or by the secret in the address, never by a cookie.
@method_decorator(csrf_exempt, name="dispatch")
class VendorWebhook(View):
    """`/telephonie/VENDOR/ACCOUNT/`, or `/telephonie/VENDOR/ACCOUNT/SECRET/` for vendors that sign nothing."""

    def get(self, request: HttpRequest, vendor: str, account: str, secret: str = "") -> HttpResponse:
        return _received(request, vendor, account)

    def post(self, request: HttpRequest, vendor: str, account: str, secret: str = "") -> HttpResponse:
        return _received(request, vendor, account)


def _received(request: HttpRequest, vendor_name: str, account_name: str) -> HttpResponse:
    account = settings.TELEPHONY_ACCOUNTS.get(account_name)
    vendor = VENDORS.get(vendor_name)
    if account is None or vendor is None or account.provider != vendor_name or vendor.webhook is None:
        raise NotFound()
    raw = _raw(request)
    try:
        verified = vendor.webhook.verify(raw, account)
    except BadSignature:
        raise Forbidden() from None
    except ValueError:
        raise InvalidInput.at("body", "malformed", "Ce message n'est pas lisible.") from None
    receive(account, raw)
    answer = vendor.webhook.answer(verified)
    return HttpResponse(answer.body, status=answer.status, headers=dict(answer.headers))


def _raw(request: HttpRequest) -> RawRequest:
    """The address is the public one: a signature is of what the vendor called, not of what a proxy passed on."""
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
        raise TooLarge()
    headers: dict[str, Any] = {name.lower(): value for name, value in request.headers.items()}
    for private in ("cookie", "authorization"):
        headers.pop(private, None)
    url = settings.PUBLIC_URL.rstrip("/") + request.get_full_path()
    return RawRequest(request.method or "", url, headers, request.body, clock.now())
