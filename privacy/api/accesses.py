"""Who looked at a file, for programs."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.json_api import ApiView, query_of, read
from privacy.accesses import accesses_at, accesses_of, next_page
from privacy.api.rights_shapes import (
    AccessesQuery,
    AccessOut,
    AccessPageOut,
    PracticeAccessesQuery,
    PracticeAccessOut,
    PracticeAccessPageOut,
)


class PatientAccesses(ApiView):
    @extend_schema(operation_id="patient_accesses", parameters=[AccessesQuery], responses=AccessPageOut)
    def get(self, request: Request, patient_id: UUID) -> Response:
        """Every act on one file for twelve months, newest first, 200 a page; the reading is journalled."""
        asked = read(AccessesQuery, query_of(request.query_params))
        seen, older = next_page(accesses_of(self.actor, patient_id, before=asked.get("before")))
        return Response({"results": AccessOut(seen, many=True).data, "next": _following(request, {}, older)})


class PracticeAccesses(ApiView):
    @extend_schema(
        operation_id="practice_accesses", parameters=[PracticeAccessesQuery], responses=PracticeAccessPageOut
    )
    def get(self, request: Request) -> Response:
        """The latest acts on any file of a practice, by one person or everybody, 200 a page; journalled."""
        asked = read(PracticeAccessesQuery, query_of(request.query_params))
        practice_id, person = asked["practice"], asked.get("person")
        found = accesses_at(self.actor, practice_id, user_id=person, before=asked.get("before"))
        seen, older = next_page(found)
        kept = {"practice": str(practice_id), **({"person": str(person)} if person else {})}
        lines = PracticeAccessOut(seen, many=True).data
        return Response({"results": lines, "next": _following(request, kept, older)})


def _following(request: Request, kept: dict[str, str], older: datetime | None) -> str | None:
    """The address of the next page: the same question, for what is older."""
    if older is None:
        return None
    return f"{request.build_absolute_uri(request.path)}?{urlencode({**kept, 'before': older.isoformat()})}"
