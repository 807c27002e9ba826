"""Calls over the API: what rings, one call, its end, whom to ring back, what was counted. Parse, one call, present."""

from typing import Any
from uuid import UUID

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from calls import queries, services
from calls import session_shapes as shapes
from calls.doings import acts, suggested
from calls.statistics import By, activity, activity_of_people
from core.errors import InvalidInput
from core.json_api import ApiView, Nothing, no_parameters, query_of, read


class LiveCalls(ApiView):
    @extend_schema(operation_id="calls_live", responses=shapes.CallListOut)
    def get(self, request: Request) -> Response:
        """Calls that ring or are being answered, in every practice one answers for."""
        no_parameters(request)
        return Response({"results": [shapes.call_out(call) for call in queries.live_calls(self.actor)]})


class CallsToReturn(ApiView):
    @extend_schema(operation_id="calls_to_call_back", responses=shapes.ToCallBackListOut)
    def get(self, request: Request) -> Response:
        """Whom to ring back, a line a caller, oldest first."""
        no_parameters(request)
        return Response({"results": [shapes.to_call_back_out(one) for one in queries.to_call_back(self.actor)]})


class OneCall(ApiView):
    @extend_schema(operation_id="calls_one", responses=shapes.CallDetailOut)
    def get(self, request: Request, call_id: UUID) -> Response:
        """One call, and the disposition that what was done points to."""
        no_parameters(request)
        session = queries.call_by_id(self.actor, call_id)
        probable = suggested(session, [act.action for act in acts(session)])
        return Response({**shapes.call_out(session), "suggested": probable.value})


class _Verb(ApiView):
    """One verb of one call; answers with the call."""

    def done(self, call_id: UUID, verb: Any, **more: Any) -> Response:
        practice_id = queries.call_by_id(self.actor, call_id).practice_id
        verb(actor=self.actor, practice_id=practice_id, session_id=call_id, **more)
        return Response(shapes.call_out(queries.call_in(self.actor, practice_id, call_id)))


class CallTaking(_Verb):
    @extend_schema(operation_id="calls_take", request=None, responses=shapes.CallOut)
    def post(self, request: Request, call_id: UUID) -> Response:
        """This person answers; the second to ask hears who did."""
        read(Nothing, request.data)
        return self.done(call_id, services.take_call)


class CallWrapUp(_Verb):
    @extend_schema(operation_id="calls_wrap_up", request=shapes.WrapUpIn, responses=shapes.CallOut)
    def post(self, request: Request, call_id: UUID) -> Response:
        """How it ended for the caller; may be corrected."""
        told = read(shapes.WrapUpIn, request.data)
        return self.done(call_id, services.wrap_up, disposition=told["disposition"])


class CallBackClaim(_Verb):
    @extend_schema(operation_id="calls_claim", request=None, responses=shapes.CallOut)
    def post(self, request: Request, call_id: UUID) -> Response:
        """Ring this caller back: nobody else does for ten minutes."""
        read(Nothing, request.data)
        return self.done(call_id, services.claim_call_back)

    @extend_schema(operation_id="calls_leave", responses=shapes.CallOut)
    def delete(self, request: Request, call_id: UUID) -> Response:
        """Leave this caller to anybody."""
        return self.done(call_id, services.leave_call_back)


class CallBackOutcome(_Verb):
    @extend_schema(operation_id="calls_call_back_outcome", request=shapes.CallBackOutcomeIn, responses=shapes.CallOut)
    def post(self, request: Request, call_id: UUID) -> Response:
        """What came of ringing back: done, no answer, or later."""
        told = read(shapes.CallBackOutcomeIn, request.data)
        if (told["outcome"] == "later") != ("after" in told):
            raise InvalidInput.at("after", "required", "« after » va avec « later », et seulement avec lui.")
        if told["outcome"] == "later":
            return self.done(call_id, services.call_back_later, after=told["after"])
        verb = services.call_back_done if told["outcome"] == "done" else services.call_back_failed
        return self.done(call_id, verb)


class CallBackPlacing(ApiView):
    """Outside a transaction: the request must outlive a lost answer of the exchange."""

    @extend_schema(operation_id="calls_place", request=None, responses=shapes.PlacedOut)
    def post(self, request: Request, call_id: UUID) -> Response:
        """Ring one's own telephone, then the caller. Asked again while it lasts, it is the same call."""
        read(Nothing, request.data)
        practice_id = queries.practice_of_call(self.actor, call_id)
        placed = services.place_call_back(actor=self.actor, practice_id=practice_id, session_id=call_id)
        return Response({"request": str(placed.id), "call": str(placed.session_id), "state": placed.state})

    def handle_exception(self, exc: Exception) -> Response:
        """What a refusal rolls back is a transaction of its own."""
        with transaction.atomic():
            return super().handle_exception(exc)


class CallRecordingOf(ApiView):
    """Outside a transaction: the exchange is told once it is written down."""

    @extend_schema(operation_id="calls_recording", request=shapes.RecordingIn, responses=shapes.CallOut)
    def post(self, request: Request, call_id: UUID) -> Response:
        """The caller objects to being recorded, or the secretary pauses and resumes it."""
        told = read(shapes.RecordingIn, request.data)
        practice_id = queries.practice_of_call(self.actor, call_id)
        if told.get("objected") is True and "paused" not in told:
            services.object_to_recording(actor=self.actor, practice_id=practice_id, session_id=call_id)
        elif "paused" in told and "objected" not in told:
            services.interrupt_recording(
                actor=self.actor, practice_id=practice_id, session_id=call_id, paused=told["paused"]
            )
        else:
            raise InvalidInput.at("objected", "one-of", "Donnez « objected » (vrai) ou « paused », pas les deux.")
        with transaction.atomic():
            return Response(shapes.call_out(queries.call_in(self.actor, practice_id, call_id)))

    def handle_exception(self, exc: Exception) -> Response:
        """What a refusal rolls back is a transaction of its own."""
        with transaction.atomic():
            return super().handle_exception(exc)


class RecordingChoiceOfPractice(ApiView):
    @extend_schema(
        operation_id="recording_choice_read", parameters=[shapes.PracticeQuery], responses=shapes.RecordingChoiceOut
    )
    def get(self, request: Request) -> Response:
        """Whether a practice has its calls recorded."""
        asked = read(shapes.PracticeQuery, query_of(request.query_params))
        return Response(shapes.choice_out(asked["practice"], queries.recording_choice(self.actor, asked["practice"])))

    @extend_schema(
        operation_id="recording_choice_change", request=shapes.RecordingChoiceIn, responses=shapes.RecordingChoiceOut
    )
    def put(self, request: Request) -> Response:
        """Switch it on, with what callers hear first, or off."""
        told = read(shapes.RecordingChoiceIn, request.data)
        choice = services.choose_recording(
            actor=self.actor,
            practice_id=told["practice"],
            is_on=told["is_on"],
            announcement=told["announcement"],
            retention_days=told["retention_days"],
        )
        return Response(shapes.choice_out(told["practice"], choice))


class CallActivity(ApiView):
    @extend_schema(operation_id="calls_activity", parameters=[shapes.ActivityQuery], responses=shapes.ActivityOut)
    def get(self, request: Request) -> Response:
        """What the telephone was, by day or week and by practice: counts and durations, nobody's name."""
        asked = read(shapes.ActivityQuery, query_of(request.query_params))
        found = activity(
            self.actor, asked["since"], asked["until"], by=By(asked["by"]), practice_id=asked.get("practice")
        )
        return Response(shapes.activity_out(found))


class PeopleActivity(ApiView):
    @extend_schema(operation_id="calls_activity_people", parameters=[shapes.PeopleQuery], responses=shapes.PeopleOut)
    def get(self, request: Request) -> Response:
        """The same by who took the calls: for whoever leads them."""
        asked = read(shapes.PeopleQuery, query_of(request.query_params))
        found = activity_of_people(self.actor, asked["since"], asked["until"], practice_id=asked.get("practice"))
        return Response(shapes.people_out(found))
