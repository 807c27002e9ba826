"""The calendar feed: opened and revoked on a page, read by a calendar at an address that nobody can guess."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from icalendar import Event

from booking.feed import FeedEvent, feeds_of, read_feed
from booking.services.feeds import open_feed, revoke_feed
from core import clock
from core.errors import InvalidInput
from practices import queries as practices
from practices.permissions import Permission, check_may
from web import french
from web.calendars import calendar_for, written
from web.desk.call_state import read_id
from web.desk.requests import DeskRequest
from web.planning.days import read_asked

PRODUCT = "-//Permanence//Agenda//FR"
BUSY = "Occupé"
DONE = {"revoque": "L'adresse est révoquée : elle ne répond plus."}


@require_http_methods(["GET", "POST"])
def feeds(request: DeskRequest) -> HttpResponse:
    """The feeds of this practitioner; a new one shows its address in this answer and never again."""
    asked, address = read_asked(request), ""
    check_may(request.actor, Permission.FEED_EDIT, asked.practice.id)
    if request.method == "POST":
        role_id = read_id(request.POST.get("agenda"), "agenda")
        if role_id is None:
            raise InvalidInput.at("agenda", "required", "Choisissez un agenda.")
        feed, token = open_feed(actor=request.actor, practitioner_role_id=role_id, shows_names="noms" in request.POST)
        path = reverse("calendar-feed", args=[feed.practice_id, feed.id, token])
        address = request.build_absolute_uri(path)
    context = {
        "here": "feeds",
        "practice": asked.practice,
        "address": address,
        "feeds": [
            {
                "id": one.id,
                "place": one.practitioner_role.location.name,
                "shows": "Noms des patients" if one.shows_names else f"« {BUSY} » seulement",
                "made": french.when(one.made_at, one.practitioner_role.location.timezone),
            }
            for one in feeds_of(request.actor, asked.practice.id)
        ],
        "agendas": practices.own_roles(request.actor, asked.practice.id),
        "done": DONE.get(request.GET.get("fait", ""), ""),
    }
    return render(request, "planning/feeds.html", context)


@require_POST
def revoke(request: DeskRequest, feed_id: UUID) -> HttpResponse:
    """The address answers nothing any more."""
    ended = revoke_feed(actor=request.actor, feed_id=feed_id)
    return redirect(f"{reverse('planning:feeds')}?cabinet={ended.practice_id}&fait=revoque")


@never_cache
@require_GET
def read(request: HttpRequest, practice_id: UUID, feed_id: UUID, token: str) -> HttpResponse:
    """What a calendar reads: no session, the token alone. 404 for everything that is not in force."""
    content = calendar_of(read_feed(practice_id, feed_id, token))
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def calendar_of(events: Iterable[FeedEvent]) -> bytes:
    """RFC 5545, with the zones that are lived in; a visit keeps its UID when it moves."""
    calendar = calendar_for(PRODUCT)
    for one in events:
        event = Event()
        event.add("uid", f"{one.id}@permanence")
        event.add("sequence", one.version)
        event.add("dtstamp", clock.now())
        event.add("dtstart", one.start)
        event.add("dtend", one.end)
        event.add("summary", one.name or BUSY)
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return written(calendar)
