"""The lines of messages for practitioners. See tests/architecture/matrix.py."""

from tests.architecture.columns import API, Line, desk, everybody, practice

_MESSAGE = API + "messages/{message_id}"
_MESSAGE_FORM = {"to": "{role}", "kind": "message", "text": "Rappeler"}
_HERE = {"cabinet": "{practice_id}"}
_CALL = "/bureau/appel/{practice_id}/{call_id}/"

MESSAGES: dict[tuple[str, str], Line] = {
    # The API: messages for practitioners. The practitioner acknowledges and answers, the others carry.
    ("api-messages", "GET"): Line(API + "messages", desk(200), {"practice": "{practice_id}"}),
    ("api-messages", "POST"): Line(
        API + "messages",
        desk(201),
        body={"practitioner_role": "{role}", "kind": "renewal", "text": "Renouveler", "patient": "{patient_id}"},
    ),
    ("api-message-reading", "POST"): Line(_MESSAGE + "/reading", desk(200), body={}),
    ("api-message-acknowledgement", "POST"): Line(_MESSAGE + "/acknowledgement", (403, 403, 200, 403, 404), body={}),
    # Not answered yet: there is nothing to deal with; answered once already: there is nothing to add.
    ("api-message-answer", "POST"): Line(
        API + "messages/{answered_id}/answer", (403, 403, 409, 403, 404), body={"text": "D'accord"}
    ),
    ("api-answer-claim", "POST"): Line(_MESSAGE + "/claim", desk(409), body={}),
    ("api-answer-settlement", "POST"): Line(_MESSAGE + "/settlement", desk(409), body={}),
    ("api-message-ringing", "POST"): Line(_MESSAGE + "/ringing", desk(409), body={"reached": False}),
    ("api-message-rules", "GET"): Line(API + "practices/{practice_id}/message-rules", practice(200)),
    ("api-message-rules", "PUT"): Line(
        API + "practices/{practice_id}/message-rules",
        (403, 403, 200, 200, 404),
        body={"sms_after": 5, "call_after": 10, "other_after": 15},
        officer=403,
    ),
    ("api-alert-number", "PUT"): Line(
        API + "practices/{practice_id}/practitioners/{practitioner_id}/alert-number",
        (403, 403, 204, 204, 404),
        body={"number": "06 39 98 00 11"},
        officer=403,
    ),
    ("desk:call-message", "GET"): Line(_CALL + "message/", desk(200)),
    ("desk:call-message", "POST"): Line(_CALL + "message/", desk(302), body=_MESSAGE_FORM),
    ("desk:messages", "GET"): Line("/bureau/messages/", desk(200), _HERE),
    ("desk:message-new", "GET"): Line("/bureau/messages/nouveau/", desk(200), _HERE),
    ("desk:message-new", "POST"): Line("/bureau/messages/nouveau/", desk(302), _HERE, body=_MESSAGE_FORM),
    ("desk:message", "GET"): Line("/bureau/messages/{message_id}/", desk(200)),
    ("desk:message-claim", "POST"): Line("/bureau/messages/{answered_id}/prendre/", desk(302), body={}),
    ("desk:message-settle", "POST"): Line(
        "/bureau/messages/{answered_id}/traiter/", (302, 302, 302, 403, 404), body={}
    ),
    # Not urgent: nobody is to be rung.
    ("desk:message-rang", "POST"): Line("/bureau/messages/{message_id}/appel/", desk(409), body={"joint": "non"}),
    # Pages: the practitioner's own.
    ("planning:home", "GET"): Line("/planning/", everybody(302)),
    ("planning:messages", "GET"): Line("/planning/messages/", everybody(200)),
    ("planning:message", "GET"): Line("/planning/messages/{message_id}/", desk(200)),
    ("planning:message-acknowledge", "POST"): Line(
        "/planning/messages/{message_id}/lu/", (403, 403, 302, 403, 404), body={}
    ),
    ("planning:message-answer", "POST"): Line(
        "/planning/messages/{message_id}/repondre/", (403, 403, 302, 403, 404), body={"text": "D'accord"}
    ),
}
