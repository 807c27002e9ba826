"""Carrying out a decision over the API, telling recipients, reading letters: the office's services, one call each."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.json_api import IF_MATCH, ApiView, Nothing, no_parameters, read, seen_version
from patients.serializers import changes_of
from privacy.api import rights_act_shapes as shapes
from privacy.api.rights import shown
from privacy.api.rights_shapes import RequestOut
from privacy.services import execute
from privacy.services.execute_erasure import erase
from privacy.services.letters import open_letter
from privacy.services.recipients import settle_recipient


class RightsRectification(ApiView):
    @extend_schema(request=shapes.RectificationIn, parameters=[IF_MATCH], responses=RequestOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """Correct the record; every recipient that is known, and those named, are written to (art. 19)."""
        told = read(shapes.RectificationIn, request.data)
        made = execute.rectify(
            actor=self.actor,
            request_id=request_id,
            changes=changes_of(told["changes"]),
            recipients=told["recipients"],
            version=seen_version(request),
        )
        return shown(self, made)


class RightsRestriction(ApiView):
    @extend_schema(request=shapes.GroundIn, parameters=[IF_MATCH], responses=RequestOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """Article 18: the record is read and no longer changed."""
        ground, version = read(shapes.GroundIn, request.data)["ground"], seen_version(request)
        return shown(self, execute.restrict(actor=self.actor, request_id=request_id, ground=ground, version=version))


class RightsRestrictionLift(ApiView):
    @extend_schema(request=None, parameters=[IF_MATCH], responses=RequestOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """The record changes again."""
        read(Nothing, request.data)
        version = seen_version(request)
        return shown(self, execute.lift_restriction(actor=self.actor, request_id=request_id, version=version))


class RightsLock(ApiView):
    @extend_schema(request=shapes.GroundIn, parameters=[IF_MATCH], responses=RequestOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """The record is kept unchanged and shown to nobody."""
        ground, version = read(shapes.GroundIn, request.data)["ground"], seen_version(request)
        return shown(self, execute.lock(actor=self.actor, request_id=request_id, ground=ground, version=version))


class RightsUnlock(ApiView):
    @extend_schema(request=None, parameters=[IF_MATCH], responses=RequestOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """The record is shown again, as it was."""
        read(Nothing, request.data)
        version = seen_version(request)
        return shown(self, execute.unlock(actor=self.actor, request_id=request_id, version=version))


class RightsErasure(ApiView):
    @extend_schema(request=shapes.ErasureIn, parameters=[IF_MATCH], responses=RequestOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """Everything, or the parts named; for ever, within five minutes of a step-up.

        409 `erasure-by-another` for whoever decided the request: somebody else erases.
        """
        told = read(shapes.ErasureIn, request.data)
        made = erase(
            actor=self.actor,
            request_id=request_id,
            parts=shapes.parts_of(told),
            recipients=told["recipients"],
            version=seen_version(request),
        )
        return shown(self, made)


class RightsPurposes(ApiView):
    @extend_schema(request=shapes.PurposesIn, parameters=[IF_MATCH], responses=RequestOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """A withdrawal or an objection, purpose by purpose, in force at once."""
        purposes, version = read(shapes.PurposesIn, request.data)["purposes"], seen_version(request)
        made = execute.stop_purposes(actor=self.actor, request_id=request_id, purposes=purposes, version=version)
        return shown(self, made)


class RightsRecipientSettlement(ApiView):
    # A second settlement is refused: the first is what the file says.
    @extend_schema(request=shapes.RecipientSettlementIn, responses=shapes.RecipientSettledOut)
    def post(self, request: Request, request_id: UUID, recipient_id: UUID) -> Response:
        """This recipient acknowledged, or could not be told (art. 19)."""
        state = read(shapes.RecipientSettlementIn, request.data)["state"]
        row = settle_recipient(actor=self.actor, request_id=request_id, recipient_id=recipient_id, state=state)
        return Response(shapes.RecipientSettledOut(row).data)


class RightsLetterDetail(ApiView):
    @extend_schema(responses=shapes.LetterTextOut)
    def get(self, request: Request, request_id: UUID, letter_id: UUID) -> Response:
        """One letter, word for word; the reading is journalled."""
        no_parameters(request)
        letter, text = open_letter(actor=self.actor, request_id=request_id, letter_id=letter_id)
        return Response(shapes.LetterTextOut({"letter": letter, "text": text}).data)
