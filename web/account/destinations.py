"""Where a person wanted to go before signing in: a path of this site, nothing else."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

HOME = "/"
NOT_AGAIN = ("/connexion/", "/deconnexion/", "/charte/")


def wanted(request: HttpRequest) -> str:
    """The `suite` of the form or the address, or the front door."""
    path = request.POST.get("suite") or request.GET.get("suite") or HOME
    own = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if own and not path.startswith(NOT_AGAIN) else HOME
