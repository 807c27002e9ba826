"""What the manager looks after, at a glance: practices and how far they are, people and what they owe."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.enums import AccountStatus
from core import clock
from practices.managed import ManagedPractice, managed_practices, staff_of
from web.desk.requests import DeskRequest
from web.management.access import secretariats
from web.management.people import owing
from web.management.progress import Progress, progress_of


@dataclass(frozen=True, slots=True)
class PracticeLine:
    """`standing`: a word and its tone."""

    managed: ManagedPractice
    progress: Progress
    standing: tuple[str, str]


@require_GET
def home(request: DeskRequest) -> HttpResponse:
    """The first page of a manager."""
    own = secretariats(request)
    staff, at = staff_of(request.actor), clock.now()
    states = [one.user.status_at(at) for one in staff]
    context = {
        "here": "home",
        "secretariats": own,
        "lines": _lines(request),
        "people": len({one.user_id for one in staff}),
        "invited": states.count(AccountStatus.INVITED),
        "suspended": states.count(AccountStatus.SUSPENDED),
        "owing": len(owing(request, own)),
    }
    return render(request, "management/home.html", context)


def _lines(request: DeskRequest) -> list[PracticeLine]:
    practices = managed_practices(request.actor)
    progress = progress_of(request.actor, [one.practice.id for one in practices])
    return [
        PracticeLine(one, progress[one.practice.id], standing_of(one, progress[one.practice.id])) for one in practices
    ]


def standing_of(managed: ManagedPractice, progress: Progress) -> tuple[str, str]:
    """A practice in one word: set aside before anything else."""
    if managed.mandate.suspended_at is not None:
        return "Suspendu", "alert"
    return ("Réservable", "ok") if progress.is_bookable else ("À terminer", "warn")
