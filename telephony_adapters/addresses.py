"""The secret at the end of an address, for vendors whose proof does not bind the body. Pure."""

import hmac
from urllib.parse import urlsplit

from telephony_adapters.protocols import Account, BadSignature, RawRequest


def check_path_secret(request: RawRequest, account: Account) -> None:
    """`Account.secrets["path_secret"]` is the last segment of the address that was called. Raises BadSignature."""
    offered = urlsplit(request.url).path.rstrip("/").rpartition("/")[2]
    if not hmac.compare_digest(offered.encode(), account.secrets["path_secret"].encode()):
        raise BadSignature
