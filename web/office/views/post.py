"""Letters on paper to post or to hand over: every request's, in one list."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from practices.permissions import Permission
from practices.zones import zone_of
from privacy.services.posting import letters_to_post, post_letter
from web import french
from web.desk.requests import DeskRequest
from web.office.access import practice_of, show


@require_GET
def letters(request: DeskRequest) -> HttpResponse:
    """Those that wait, the oldest first."""
    place = practice_of(request, Permission.REQUEST_HANDLE)
    zone = zone_of(place.practice.id)
    rows = [
        {
            "id": one.letter.id,
            "request_id": one.letter.request_id,
            "what": one.letter.get_letter_display(),
            "reference": one.letter.request.reference,
            "to": one.to,
            "address": one.address,
            "written": french.when(one.letter.written_at, zone),
        }
        for one in letters_to_post(request.actor, place.practice.id)
    ]
    return show(request, "office/post.html", "post", place=place, rows=rows)


@require_POST
def posted(request: DeskRequest, letter_id: UUID) -> HttpResponse:
    """It left: it goes from the list."""
    letter = post_letter(actor=request.actor, letter_id=letter_id)
    messages.success(request, f"Courrier de la demande {letter.request.reference} : noté comme parti.")
    return redirect(f"{reverse('office:post')}?cabinet={letter.practice_id}")
