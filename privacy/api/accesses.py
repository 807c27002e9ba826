"""Who looked at a file, for programs."""

from urllib.parse import urlencode
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.json_api import ApiView, query_of, read
from privacy.accesses import accesses_of, next_page
from privacy.api.rights_shapes import AccessesQuery, AccessOut, AccessPageOut


class PatientAccesses(ApiView):
    @extend_schema(operation_id="patient_accesses", parameters=[AccessesQuery], responses=AccessPageOut)
    def get(self, request: Request, patient_id: UUID) -> Response:
        """Every act on one file for twelve months, newest first, 200 a page; the reading is journalled."""
        asked = read(AccessesQuery, query_of(request.query_params))
        seen, older = next_page(accesses_of(self.actor, patient_id, before=asked.get("before")))
        address = request.build_absolute_uri(request.path)
        following = f"{address}?{urlencode({'before': older.isoformat()})}" if older else None
        return Response({"results": AccessOut(seen, many=True).data, "next": following})
