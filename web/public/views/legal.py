"""Who publishes and hosts this site, and how accessible it is."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from privacy.public_notice import named_hosts
from web.public.accessibility import CHECKS, DECLARED_ON, GAPS, GRID


@require_GET
def imprint(request: HttpRequest) -> HttpResponse:
    """The legal page: the publisher, the director, who hosts the site and who hosts health data."""
    publisher = {
        "name": settings.OPERATOR_NAME,
        "form": settings.OPERATOR_LEGAL_FORM,
        "address": settings.OPERATOR_ADDRESS,
        "phone": settings.OPERATOR_PHONE,
        "email": settings.OPERATOR_EMAIL,
        "director": settings.PUBLICATION_DIRECTOR,
    }
    context = {"here": "legal", "publisher": publisher, "site_host": settings.SITE_HOST, "hosts": named_hosts()}
    return render(request, "public/legal.html", context)


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement of accessibility: what was looked at, what is known to be missing, whom to tell."""
    context = {
        "here": "accessibility",
        "operator": settings.OPERATOR_NAME,
        "contact": settings.OPERATOR_EMAIL,
        "address": settings.OPERATOR_ADDRESS,
        "declared_on": DECLARED_ON,
        "grid": GRID,
        "gaps": GAPS,
        "checks": CHECKS,
    }
    return render(request, "public/accessibility.html", context)
