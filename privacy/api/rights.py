"""Rights requests over the API: parse, one call, present. Every act accepts `If-Match`."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.json_api import IF_MATCH, ApiView, Nothing, no_parameters, query_of, read, seen_version
from idempotency.api import idempotent
from privacy.api import rights_shapes as shapes
from privacy.models import RightsRequest
from privacy.rights.reach import today_at
from privacy.rights.states import State
from privacy.rights_queries import line_of, open_quarantined, open_request, requests_of
from privacy.services import decide, identity, letters, receive
from privacy.services.export import export_request
from privacy.services.medical_file import say_medical_file
from privacy.services.receive import Asked


class RightsRequestList(ApiView):
    @extend_schema(
        operation_id="rights_requests_list", parameters=[shapes.RequestsQuery], responses=shapes.RequestPageOut
    )
    def get(self, request: Request) -> Response:
        """The requests of a practice with their clocks, those to answer first, the nearest term above."""
        asked = read(shapes.RequestsQuery, query_of(request.query_params))
        state = State(asked["state"]) if "state" in asked else None
        found = requests_of(self.actor, asked["practice"], state=state)
        return Response({"results": shapes.RequestOut(found, many=True).data, "next": None})

    @idempotent
    @extend_schema(request=shapes.RequestIn, responses={201: shapes.RequestOut})
    def post(self, request: Request) -> Response:
        """Write down what came by post, by e-mail or at the desk; the acknowledgement is written with it."""
        told = read(shapes.RequestIn, request.data)
        practice_id, patient_id = told.pop("practice"), told.pop("patient")
        made = receive.receive_request(
            actor=self.actor, practice_id=practice_id, asked=Asked(**told), patient_id=patient_id
        )
        return shown(self, made, 201)


class RightsRequestDetail(ApiView):
    @extend_schema(responses=shapes.RequestFileOut)
    def get(self, request: Request, request_id: UUID) -> Response:
        """One request, its words, what may follow, its copies and letters; the reading is journalled."""
        no_parameters(request)
        file = open_request(self.actor, request_id)
        etag = {"ETag": f'W/"{file.line.request.version}"'}
        return Response(shapes.RequestFileOut(file).data, headers=etag)


class RightsRequestPerson(ApiView):
    @extend_schema(request=shapes.PersonIn, parameters=[IF_MATCH], responses=shapes.RequestOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """Whose record it is about."""
        patient_id = read(shapes.PersonIn, request.data)["patient"]
        version = seen_version(request)
        return shown(
            self,
            receive.attach_person(actor=self.actor, request_id=request_id, patient_id=patient_id, version=version),
        )


class RightsRequestPrecision(ApiView):
    @extend_schema(request=shapes.PrecisionIn, parameters=[IF_MATCH], responses=shapes.RequestOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """The person said which data."""
        data = read(shapes.PrecisionIn, request.data)["data_concerned"]
        version = seen_version(request)
        return shown(
            self,
            receive.precise_request(actor=self.actor, request_id=request_id, data_concerned=data, version=version),
        )


class RightsRequestPrecisionAsked(ApiView):
    @extend_schema(request=None, parameters=[IF_MATCH], responses=shapes.RequestOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """Write back that the request does not say which data."""
        read(Nothing, request.data)
        version = seen_version(request)
        return shown(self, receive.ask_precision(actor=self.actor, request_id=request_id, version=version))


class RightsRequestMessage(ApiView):
    @extend_schema(request=None, responses=shapes.MessageOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """The words of a message set aside, for whoever examines it; journalled as such."""
        read(Nothing, request.data)
        return Response({"text": open_quarantined(self.actor, request_id)})


class RightsRequestQuarantine(ApiView):
    @extend_schema(request=shapes.QuarantineIn, parameters=[IF_MATCH], responses=shapes.RequestOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """Somebody looked at a message set aside: it is kept, or its words are destroyed."""
        keep = read(shapes.QuarantineIn, request.data)["keep_message"]
        version = seen_version(request)
        return shown(
            self,
            receive.examine_quarantine(actor=self.actor, request_id=request_id, keep_message=keep, version=version),
        )


class RightsRequestIdentity(ApiView):
    @extend_schema(request=shapes.IdentityIn, parameters=[IF_MATCH], responses=shapes.RequestOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """Whoever asks is who they say; every copy is destroyed at once."""
        proof = read(shapes.IdentityIn, request.data)["proof"]
        version = seen_version(request)
        return shown(
            self, identity.prove_identity(actor=self.actor, request_id=request_id, proof=proof, version=version)
        )


class RightsRequestMedicalFile(ApiView):
    @extend_schema(request=shapes.MedicalFileIn, parameters=[IF_MATCH], responses=shapes.RequestOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """Whether the access asked is to a medical file; the clock is counted again from the receipt."""
        told = read(shapes.MedicalFileIn, request.data)
        version = seen_version(request)
        return shown(
            self,
            say_medical_file(
                actor=self.actor,
                request_id=request_id,
                is_medical=told["is_medical_file"],
                is_old=told["is_old_file"],
                version=version,
            ),
        )


class RightsRequestExtension(ApiView):
    @extend_schema(request=None, parameters=[IF_MATCH], responses=shapes.RequestOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """Announce two months more, within the first month."""
        read(Nothing, request.data)
        version = seen_version(request)
        return shown(self, decide.extend_request(actor=self.actor, request_id=request_id, version=version))


class RightsRequestDecision(ApiView):
    @extend_schema(request=shapes.DecisionIn, parameters=[IF_MATCH], responses=shapes.RequestOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """Granted, in part, or refused; the last two on grounds that fit the right asked."""
        told = read(shapes.DecisionIn, request.data)
        version = seen_version(request)
        return shown(self, decide.decide_request(actor=self.actor, request_id=request_id, version=version, **told))


class RightsRequestAnswer(ApiView):
    # A second answer is refused: the first is the one that was sent.
    @extend_schema(request=shapes.RightsAnswerIn, parameters=[IF_MATCH], responses=shapes.LetterOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """Write the answer to a decided request, once; with `outbox` it leaves by itself."""
        told = read(shapes.RightsAnswerIn, request.data)
        version = seen_version(request)
        letter = letters.answer_request(actor=self.actor, request_id=request_id, version=version, **told)
        return Response(shapes.LetterOut(letter).data)


class RightsRequestExport(ApiView):
    # Nothing about the person is kept for a retry: each export is made anew, with its own number.
    @extend_schema(
        request=shapes.ExportIn,
        responses={
            (200, "application/json"): OpenApiTypes.OBJECT,
            (200, "application/fhir+json"): OpenApiTypes.OBJECT,
        },
    )
    def post(self, request: Request, request_id: UUID) -> HttpResponse:
        """The data of a granted access or portability; within five minutes of a step-up, with a reason."""
        told = read(shapes.ExportIn, request.data)
        made = export_request(actor=self.actor, request_id=request_id, **told)
        headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
        return HttpResponse(made.content, content_type=made.media_type, headers=headers)


def shown(view: ApiView, request: RightsRequest, status: int = 200) -> Response:
    """The request as it now stands, with its version."""
    line = line_of(request, today_at(view.actor, request.practice_id))
    return Response(shapes.RequestOut(line).data, status=status, headers={"ETag": f'W/"{request.version}"'})
