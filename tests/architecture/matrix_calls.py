"""The lines of what programs do with calls. See tests/architecture/matrix.py."""

from tests.architecture.columns import API, OF_PRACTICE, Line, desk, everybody, practice

_API_CALL = API + "calls/{rung_id}"
_DAYS = {"since": "2041-01-14", "until": "2041-01-20"}

CALLS: dict[tuple[str, str], Line] = {
    # The API: calls.
    ("api-calls-live", "GET"): Line(API + "calls/live", everybody(200)),
    ("api-calls-to-call-back", "GET"): Line(API + "calls/to-call-back", everybody(200)),
    ("api-call", "GET"): Line(_API_CALL, desk(200)),
    ("api-call-take", "POST"): Line(_API_CALL + "/take", desk(200), body={}),
    ("api-call-wrap-up", "POST"): Line(_API_CALL + "/wrap-up", desk(200), body={"disposition": "informed"}),
    ("api-call-claim", "POST"): Line(_API_CALL + "/claim", desk(200), body={}),
    ("api-call-claim", "DELETE"): Line(_API_CALL + "/claim", desk(200)),
    ("api-call-back", "POST"): Line(_API_CALL + "/call-back", desk(422), body={}),
    ("api-call-back-outcome", "POST"): Line(_API_CALL + "/call-back-outcome", desk(200), body={"outcome": "done"}),
    ("api-call-recording", "POST"): Line(_API_CALL + "/recording", desk(200), body={"objected": True}),
    # Whether callers are recorded is the practice's own decision.
    ("api-recording-choice", "GET"): Line(API + "calls/recording-choice", practice(200), OF_PRACTICE),
    ("api-recording-choice", "PUT"): Line(
        API + "calls/recording-choice",
        (403, 403, 200, 403, 404),
        body={"practice": "{practice_id}", "is_on": True, "announcement": "Cet appel est enregistré."},
    ),
    ("api-calls-activity", "GET"): Line(API + "calls/activity", practice(200), {**OF_PRACTICE, **_DAYS}, officer=403),
    ("api-calls-activity-people", "GET"): Line(
        API + "calls/activity/people", (403, 403, 403, 200, 404), {**OF_PRACTICE, **_DAYS}, officer=403
    ),
}
