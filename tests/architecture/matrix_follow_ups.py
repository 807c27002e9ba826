"""The lines of what messages leave to do, and of the plan of a practice. See tests/architecture/matrix.py."""

from tests.architecture.columns import API, Line, desk, practice

_ONE = API + "follow-ups/{follow_up_id}"
_PLAN = API + "practices/{practice_id}/reminder-plan"
_DESK = "/bureau/a-traiter/{follow_up_id}/"
_FORM = {
    "cabinet": "{practice_id}",
    "version": "0",
    "hour": "10:00",
    "hours_before": "3",
    "quiet_from": "20:30",
    "quiet_until": "08:00",
}

FOLLOW_UPS: dict[tuple[str, str], Line] = {
    # The API: what messages left to do is the desk's work.
    ("api-follow-ups", "GET"): Line(API + "follow-ups", desk(200), {"practice": "{practice_id}"}),
    ("api-follow-up-settlement", "POST"): Line(_ONE + "/settlement", desk(200), body={"settled_as": "done"}),
    ("api-follow-up-resending", "POST"): Line(_ONE + "/resending", desk(201), body={"channel": "email"}),
    ("api-follow-up-disclosure", "POST"): Line(API + "follow-ups/{reply_follow_up_id}/disclosure", desk(200), body={}),
    ("api-reminder-plan", "GET"): Line(_PLAN, practice(200), officer=403),
    ("api-reminder-plan", "PATCH"): Line(_PLAN, (403, 403, 200, 200, 404), body={"day_before": False}, officer=403),
    # Pages.
    ("desk:follow-ups", "GET"): Line("/bureau/a-traiter/", (200, 200, 200, 200, 200)),
    ("desk:follow-up-settle", "POST"): Line(_DESK + "regler/", desk(302), body={"regle": "done"}),
    ("desk:follow-up-resend", "POST"): Line(_DESK + "renvoyer/", desk(302), body={"canal": "email"}),
    ("desk:follow-up-read", "POST"): Line("/bureau/a-traiter/{reply_follow_up_id}/lire/", desk(200), body={}),
    ("office:reminders", "GET"): Line("/registre/messages/", practice(200), {"cabinet": "{practice_id}"}, officer=403),
    ("office:change-delay", "POST"): Line(
        "/registre/messages/delai/",
        (403, 403, 302, 302, 404),
        body={"hours": "12", "cabinet": "{practice_id}"},
        officer=403,
    ),
    ("office:reminders", "POST"): Line("/registre/messages/", (403, 403, 302, 302, 404), body=_FORM, officer=403),
}
