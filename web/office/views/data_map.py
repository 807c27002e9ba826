"""Which column holds what, and for which processing."""

from itertools import groupby

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from core.errors import InvalidInput
from privacy.data_map import CLASS_TEXT, CLASSES, mapped
from web.desk.requests import DeskRequest
from web.office.access import show


@require_GET
def data_map(request: DeskRequest) -> HttpResponse:
    """Every table, or only the columns of one class (`?classe=nir`)."""
    kind = request.GET.get("classe", "")
    every = mapped(request.actor)
    if kind and kind not in CLASSES:
        raise InvalidInput.at("classe", "unknown-class", "Cette classe n'existe pas.")
    counts = [(one, CLASS_TEXT[one], sum(column.kind == one for column in every)) for one in CLASSES]
    shown = [column for column in every if not kind or column.kind == kind]
    rooms = [
        (room, [(table, list(inner)) for table, inner in groupby(of_room, key=lambda column: column.table)])
        for room, of_room in groupby(shown, key=lambda column: column.room)
    ]
    return show(request, "office/data_map.html", "data-map", rooms=rooms, counts=counts, kind=kind, total=len(every))
