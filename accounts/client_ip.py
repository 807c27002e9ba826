"""Where a request comes from, believing only our own front server (ASVS 15.3.4)."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
# What is kept of an address: enough to recognise a place, not a subscriber (ST-17).
KEPT_BITS = {4: 24, 6: 48}


def client_ip(request: HttpRequest) -> str:
    """The caller's address as text, "" when there is none (a Unix socket without a front server's header).

    X-Forwarded-For counts only when the peer is one of `settings.TRUSTED_PROXIES`; then the last
    entry that is not a trusted proxy itself is the caller. What a caller writes there is ignored.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    if not _is_trusted(peer):
        return _plain(peer)
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    for entry in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if _parsed(entry) is None:
            return _plain(peer)
        if not _is_trusted(entry):
            return _plain(entry)
    return _plain(peer)


def client_ip_or_none(request: HttpRequest) -> str | None:
    """The same for django-axes, whose column wants NULL for "nowhere"."""
    return client_ip(request) or None


def network_of(address: str) -> str:
    """`192.0.2.77` → `192.0.2.0/24`, IPv6 to its /48; "" for what is not an address."""
    parsed = _parsed(address)
    if parsed is None:
        return ""
    return str(ip_network((parsed, KEPT_BITS[parsed.version]), strict=False))


def _is_trusted(address: str) -> bool:
    trusted: Sequence[str] = settings.TRUSTED_PROXIES
    if not address:
        # A Unix socket: only the front server of this machine can reach it, if one is declared.
        return "unix" in trusted
    parsed = _parsed(address)
    if parsed is None:
        return False
    return any(parsed in ip_network(network, strict=False) for network in trusted if network != "unix")


def _parsed(text: str) -> Address | None:
    try:
        parsed = ip_address(text.strip())
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed


def _plain(text: str) -> str:
    parsed = _parsed(text)
    return str(parsed) if parsed else ""
