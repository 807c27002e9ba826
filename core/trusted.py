"""The authorities that our own requests to vendors believe, read once in a process."""

import ssl
from functools import cache

import httpx


@cache
def authorities() -> ssl.SSLContext:
    """For `httpx`'s `verify`: without it each request reads the whole list again, longer than most of them take.

    Those of SSL_CERT_FILE or SSL_CERT_DIR where the machine names them, else those that `certifi` brings.
    """
    return httpx.create_ssl_context()
