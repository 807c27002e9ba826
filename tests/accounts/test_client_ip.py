"""Where a request comes from: forged headers have no effect unless our own front server wrote them."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from accounts.client_ip import client_ip, client_ip_or_none, network_of


def request(peer: str, forwarded: str | None = None) -> HttpRequest:
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=peer, **headers)


@pytest.fixture(autouse=True)
def front_server(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1", "10.0.0.0/8", "unix"]


@pytest.mark.parametrize("forged", ["203.0.113.9", "203.0.113.9, 198.51.100.7", "127.0.0.1", "unix", "'; --", ""])
def test_a_header_from_a_stranger_is_ignored(forged: str) -> None:
    assert client_ip(request("198.51.100.4", forged)) == "198.51.100.4"


@pytest.mark.parametrize(
    ("forwarded", "caller"),
    [
        ("198.51.100.4", "198.51.100.4"),
        ("203.0.113.9, 198.51.100.4", "198.51.100.4"),
        ("203.0.113.9,198.51.100.4, 10.1.2.3", "198.51.100.4"),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:198.51.100.4", "198.51.100.4"),
    ],
)
def test_our_front_server_is_believed_for_the_last_stranger_it_saw(forwarded: str, caller: str) -> None:
    assert client_ip(request("127.0.0.1", forwarded)) == caller
    assert client_ip(request("10.0.0.5", forwarded)) == caller
    assert client_ip(request("", forwarded)) == caller


@pytest.mark.parametrize("forwarded", [None, "", "unknown", "not an address", "10.1.1.1, 10.1.1.2"])
def test_without_a_usable_header_the_peer_is_the_caller(forwarded: str | None) -> None:
    assert client_ip(request("127.0.0.1", forwarded)) == "127.0.0.1"


def test_a_socket_without_a_header_is_nowhere(settings: Any) -> None:
    assert client_ip_or_none(request("")) is None
    settings.TRUSTED_PROXIES = []
    assert client_ip(request("", "203.0.113.9")) == ""


@pytest.mark.requirement("ST-17")
@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_an_address_is_cut_before_it_is_stored(address: str, network: str) -> None:
    assert network_of(address) == network
