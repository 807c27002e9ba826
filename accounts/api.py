"""Signing in by the API: the same steps as the pages, with a session cookie and a CSRF header."""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services
from accounts.devices import remember
from accounts.models import User
from accounts.serializers import CodeInput, CredentialsInput, SessionOut, StepUpOut
from core.json_api import ApiView, no_parameters, read
from core.problems import MEDIA_TYPE, document, translated
from core.session_authentication import check_csrf

PROBLEM = OpenApiResponse(description="application/problem+json")


class SignInView(ApiView):
    """These routes commit the traces of a refusal themselves: nothing is rolled back by an error."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        # Strangers have no session yet: without this a foreign page could sign a browser in.
        check_csrf(request._request)

    def perform_authentication(self, request: Request) -> None:
        """The services ask the session themselves; DRF would put its own stranger in Django's place."""

    def handle_exception(self, exc: Exception) -> Response:
        error = translated(exc)
        if error is None:
            return super().handle_exception(exc)
        response = Response(document(error), status=error.status, content_type=MEDIA_TYPE)
        if (retry_after := getattr(error, "retry_after", None)) is not None:
            response["Retry-After"] = str(retry_after)
        if error.status == 401:
            response["WWW-Authenticate"] = 'Session realm="permanence"'
        response.exception = True
        return response


class SessionView(SignInView):
    public = True

    @extend_schema(responses=SessionOut)
    def get(self, request: Request) -> Response:
        """How far this browser has come; sets the CSRF cookie."""
        no_parameters(request)
        get_token(request._request)
        return Response(_state(request._request))

    @extend_schema(request=CredentialsInput, responses={200: SessionOut, 401: PROBLEM, 429: PROBLEM})
    def post(self, request: Request) -> Response:
        """First factor: name and password."""
        values = read(CredentialsInput, request.data)
        services.sign_in(request._request, **values)
        return Response(_state(request._request))

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Sign out, at whatever stage."""
        services.sign_out(request._request)
        return Response(status=204)


class CodeView(SignInView):
    public = True

    @extend_schema(request=CodeInput, responses={200: SessionOut, 401: PROBLEM, 429: PROBLEM})
    def post(self, request: Request) -> Response:
        """Second factor: the application's six digits, or a recovery code."""
        values = read(CodeInput, request.data)
        user = services.verify_code(request._request, **values)
        response = Response(_state(request._request))
        remember(request._request, response, user.username)
        return response


class StepUpView(SignInView):
    @extend_schema(request=CodeInput, responses={200: StepUpOut, 401: PROBLEM, 429: PROBLEM})
    def post(self, request: Request) -> Response:
        """Five minutes during which disclosure, export and key actions are allowed."""
        until = services.step_up(request._request, **read(CodeInput, request.data))
        return Response(StepUpOut({"until": until}).data)


def _state(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    if isinstance(user, User) and user.is_authenticated:
        shown = {"id": user.id, "username": user.username, "display_name": user.display_name}
        row = getattr(request.session, "row", None)
        return dict(
            SessionOut({"state": "signed_in", "user": shown, "step_up_until": row.step_up_until if row else None}).data
        )
    return {"state": "otp_required" if services.waiting_person(request) else "anonymous"}
