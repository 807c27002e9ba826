"""A call rings at the desk of a running product, and leaves it stoppable."""

import subprocess
import sys
import urllib.request

import pytest

from tests.running.api_caller import Caller
from tests.running.conftest import ROOT, Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
CAMILLE = ("camille", "Quatre-Violons-77-Lents")
SIMULATE = ["simulate_call", "--line", "0199000001", "--from", "0639980000", "--talk", "4"]


def test_a_simulated_call_is_told_on_an_open_stream_and_pops(product: Product) -> None:
    caller = Caller(product.address)
    caller.sign_in(*CAMILLE, product.manage("otp_code", CAMILLE[0]).strip())
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in caller.jar)

    def ask(path: str) -> "urllib.request.addinfourl":
        request = urllib.request.Request(product.address + path, headers={"Cookie": cookies, "HX-Request": "true"})
        opened: urllib.request.addinfourl = urllib.request.urlopen(request, timeout=20)
        return opened

    stream = ask("/live/")
    assert stream.headers["Content-Type"] == "text/event-stream"
    while stream.readline() != b"data: listening\n":
        pass
    command = [sys.executable, "manage.py", *SIMULATE]
    with subprocess.Popen(command, cwd=ROOT, env=product.environment, stdout=subprocess.DEVNULL) as simulated:
        shown = ""
        while "<strong>LEFÈVRE</strong> Camille" not in shown:
            # The exchange says the number a moment after the ring.
            while not stream.readline().startswith(b"event: call"):
                pass
            with ask("/bureau/sonneries/") as answer:
                shown = answer.read().decode()
        assert simulated.wait(timeout=60) == 0
    assert "data-ring" in shown
    # Left open: the product must stop all the same, and within seconds (see its fixture).
    product.streams.append(stream)
