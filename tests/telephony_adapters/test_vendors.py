"""What is particular to a vendor: replays, ports, tokens that bind nothing, receipts, spellings."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import jwt
import pytest
from twilio.request_validator import RequestValidator

from calls.folding import fold
from telephony_adapters.bodies import MalformedBody
from telephony_adapters.events import CallEvent, Kind, SmsEvent, SmsKind
from telephony_adapters.generic.signature import TOLERANCE
from telephony_adapters.protocols import Account, BadSignature, RawRequest
from telephony_adapters.raw import dumps, facts_in, loads
from telephony_adapters.registry import BadAccount, check_accounts
from tests.telephony_adapters.signing import NOW, PATH_SECRET, PUBLIC, SAMPLES, generic, kannel, ringover, twilio

BY_NAME = {sample.provider: sample for sample in SAMPLES}


def parsed(provider: str, request: RawRequest) -> list[CallEvent | SmsEvent]:
    sample = BY_NAME[provider]
    return list(sample.webhook.parse(sample.webhook.verify(request, sample.account), sample.account))


@pytest.mark.parametrize("seconds", [-1, 1])
def test_a_generic_message_is_worth_nothing_once_it_is_old_or_from_the_future(seconds: int) -> None:
    limit = NOW + (TOLERANCE + timedelta(seconds=1)) * seconds
    with pytest.raises(BadSignature):
        parsed("generic", replace(generic(), received_at=limit))
    assert parsed("generic", replace(generic(), received_at=NOW + TOLERANCE * seconds))


def test_two_secrets_may_sign_while_one_replaces_the_other() -> None:
    request = generic()
    both = "v1=" + "0" * 64 + ", " + request.headers["x-permanence-signature"]
    assert parsed("generic", replace(request, headers={**request.headers, "x-permanence-signature": both}))


@pytest.mark.parametrize(
    ("field", "value"), [("kind", "exploded"), ("call_id", None), ("direction", "up"), ("occurred_at", "yesterday")]
)
def test_a_word_that_is_not_ours_is_refused_by_the_name_of_its_field(field: str, value: object) -> None:
    with pytest.raises(MalformedBody, match=field):
        parsed("generic", generic(**{field: value}))


@pytest.mark.parametrize("kind", ["held", "resumed"])
def test_what_may_happen_twice_in_a_call_says_which_time_it_is(kind: str) -> None:
    with pytest.raises(MalformedBody, match="event_id"):
        parsed("generic", generic(kind=kind))
    for said in ({"event_id": "e-2"}, {"occurred_at": NOW.isoformat()}):
        (fact,) = parsed("generic", generic(kind=kind, **said))
        assert isinstance(fact, CallEvent) and fact.kind == kind


def test_a_name_given_twice_in_a_body_is_refused() -> None:
    request = generic()
    body = b'{"call_id": "a", "call_id": "b"}'
    from telephony_adapters.generic.signature import signature_of

    signed = signature_of("generic-secret", request.headers["x-permanence-timestamp"], body)
    with pytest.raises(MalformedBody, match="twice"):
        parsed("generic", replace(request, body=body, headers={**request.headers, "x-permanence-signature": signed}))


def test_ringover_is_believed_in_one_algorithm_only() -> None:
    weak = jwt.encode({"iss": "ringover"}, "ringover-secret" * 5, algorithm="HS256")
    with pytest.raises(BadSignature):
        parsed("ringover", replace(ringover(), headers={"x-ringover-webhook-signature": weak}))
    expired = jwt.encode({"exp": 1}, "ringover-secret" * 5, algorithm="HS512")
    with pytest.raises(BadSignature):
        parsed("ringover", replace(ringover(), headers={"x-ringover-webhook-signature": expired}))


def test_each_family_of_events_of_ringover_has_its_own_secret() -> None:
    sample = BY_NAME["ringover"]
    secret = sample.account.secrets["secret"]
    for secrets, accepted in ((f"{'calls' * 15} {secret}", True), (f"{'calls' * 15} {'records' * 12}", False)):
        family = replace(sample.account, secrets={**sample.account.secrets, "secret": secrets})
        if accepted:
            assert sample.webhook.verify(ringover(), family)
        else:
            with pytest.raises(BadSignature):
                sample.webhook.verify(ringover(), family)


def test_the_token_of_ringover_is_worth_nothing_at_another_address() -> None:
    request = ringover()
    with pytest.raises(BadSignature):
        parsed("ringover", replace(request, url=request.url.replace(PATH_SECRET, "f" * 32)))
    with pytest.raises(BadAccount, match="lacks: path_secret"):
        check_accounts([account("ringover", secret="ringover-secret" * 5)], production=True)


@pytest.mark.parametrize("provider", sorted(BY_NAME))
def test_what_was_verified_when_it_came_is_read_however_late_and_after_a_change_of_secret(provider: str) -> None:
    sample = BY_NAME[provider]
    changed = replace(sample.account, secrets=dict.fromkeys(sample.account.secrets, "another-secret" * 5))
    kept = loads(dumps(sample.request()))
    assert list(facts_in(kept, changed)) == list(facts_in(kept, sample.account)) == parsed(provider, sample.request())


def test_ringover_s_long_ids_lose_no_digit() -> None:
    (fact,) = parsed("ringover", ringover())
    assert isinstance(fact, CallEvent) and fact.call_id == "1234567890123456789"


def test_a_call_that_ringover_says_missed_is_over_whichever_telephone_it_names() -> None:
    said = [ringover(channel_id="ch-1"), ringover(channel_id="ch-2"), ringover("missed", channel_id="ch-2")]
    call = fold([fact for request in said for fact in parsed("ringover", request) if isinstance(fact, CallEvent)])
    assert (call.outcome, call.ended_at) == ("missed", NOW)


def test_an_event_of_ringover_that_says_nothing_of_calls_is_no_fact() -> None:
    assert parsed("ringover", ringover(event="fax_received")) == []


@pytest.mark.parametrize("port", ["", ":443"])
def test_twilio_signs_the_address_with_or_without_the_usual_port(port: str) -> None:
    request = twilio()
    url = request.url.replace(".example/", f".example{port}/")
    form = {"CallSid": "CA1", "CallStatus": "ringing", "Direction": "inbound", "From": "+33639980001"}
    form["To"] = "+33199001122"
    signed = RequestValidator("twilio-token").compute_signature(url, form)
    assert parsed("twilio", replace(request, headers={**request.headers, "x-twilio-signature": signed}))


def test_a_json_body_of_twilio_is_bound_by_its_digest_or_refused() -> None:
    body = json.dumps({"CallSid": "CA1"}).encode()
    sample = BY_NAME["twilio"]
    for query, accepted in ((f"?bodySHA256={hashlib.sha256(body).hexdigest()}", True), ("", False)):
        url = f"{PUBLIC}/telephonie/twilio/main/{query}"
        signed = RequestValidator("twilio-token").compute_signature(url, {})
        request = RawRequest("POST", url, {"x-twilio-signature": signed, "content-type": "application/json"}, body, NOW)
        if accepted:
            assert sample.webhook.verify(request, sample.account)
            with pytest.raises(BadSignature):
                sample.webhook.verify(replace(request, body=body + b" "), sample.account)
        else:
            with pytest.raises(BadSignature):
                sample.webhook.verify(request, sample.account)


def test_the_caller_s_leg_in_progress_is_not_an_answer_and_the_agent_s_leg_is() -> None:
    (caller,) = parsed("twilio", twilio(CallStatus="in-progress"))
    assert isinstance(caller, CallEvent) and caller.kind is Kind.RINGING
    agent = twilio(CallSid="CA2", ParentCallSid="CA1", CallStatus="in-progress", To="sip:1001@pbx.example")
    (fact,) = parsed("twilio", agent)
    assert isinstance(fact, CallEvent) and (fact.kind, fact.agent, fact.call_id) == (Kind.ANSWERED, "1001", "CA1")


def test_a_call_answered_at_a_telephone_known_by_its_number_alone_is_answered_by_somebody() -> None:
    dialled = {"CallSid": "CA2", "ParentCallSid": "CA1", "Direction": "outbound-dial", "To": "+33639980002"}
    for status, outcome in (("ringing", "missed"), ("in-progress", "answered")):
        said = [twilio(), twilio(CallStatus="in-progress"), twilio(CallStatus=status, **dialled)]
        call = fold([fact for request in said for fact in parsed("twilio", request) if isinstance(fact, CallEvent)])
        assert (call.outcome, call.answered_by, call.remote_e164) == (outcome, None, "+33639980001")


def test_a_message_of_twilio_brings_our_reference_back() -> None:
    url = f"{PUBLIC}/telephonie/twilio/main/?ref=r-1"
    form = {"MessageSid": "SM1", "MessageStatus": "delivered", "From": "+33199001122", "To": "+33639980001"}
    signed = RequestValidator("twilio-token").compute_signature(url, form)
    from urllib.parse import urlencode

    headers = {"x-twilio-signature": signed, "content-type": "application/x-www-form-urlencoded"}
    (fact,) = parsed("twilio", RawRequest("POST", url, headers, urlencode(form).encode(), NOW))
    assert isinstance(fact, SmsEvent) and (fact.kind, fact.message_ref) == (SmsKind.DELIVERED, "r-1")


@pytest.mark.parametrize(("status", "kind"), [("8", SmsKind.ACCEPTED), ("1", SmsKind.DELIVERED), ("2", SmsKind.FAILED)])
def test_a_receipt_of_kannel_brings_our_reference_back(status: str, kind: SmsKind) -> None:
    (fact,) = parsed("kannel", kannel(kind="receipt", ref="r-1", status=status))
    assert isinstance(fact, SmsEvent) and (fact.kind, fact.message_ref) == (kind, "r-1")


@pytest.mark.parametrize(("text", "kind"), [("Stop", SmsKind.OPTED_OUT), ("Je stoppe ?", SmsKind.RECEIVED)])
def test_stop_is_an_event_of_its_own(text: str, kind: SmsKind) -> None:
    (fact,) = parsed("kannel", kannel(text=text))
    assert isinstance(fact, SmsEvent) and (fact.kind, fact.text) == (kind, text)


def test_a_reply_in_two_byte_letters_is_read() -> None:
    request = kannel(text="", charset="UTF-16BE")
    written = "%00O%00u%00i%00%20%20%AC"  # "Oui €"
    (fact,) = parsed("kannel", replace(request, url=request.url.replace("text=", f"text={written}")))
    assert isinstance(fact, SmsEvent) and fact.text == "Oui €"


def account(provider: str, **more: str) -> Account:
    return Account(provider, "main", secrets=more)


def gateway(path_secret: str = PATH_SECRET, send_url: str = "http://127.0.0.1:13013/cgi-bin/sendsms") -> Account:
    secrets = {"username": "a", "password": "b", "path_secret": path_secret}
    return Account("kannel", "main", secrets=secrets, options={"send_url": send_url, "public_url": PUBLIC})


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (account("pigeon"), "no vendor"),
        (account("generic"), "lacks: secret"),
        (account("console"), "reaches nobody"),
        (gateway(path_secret="short"), "32 hexadecimal digits"),
        (gateway(path_secret="deadbeef" * 4), "32 hexadecimal digits"),
        (gateway(path_secret=PATH_SECRET.upper()), "32 hexadecimal digits"),
        (gateway(send_url="10.0.0.7:13013/cgi-bin"), "send_url of main"),
        (gateway(send_url="https://"), "send_url of main"),
        (account("generic", secret="s" * 31), "shorter than 32"),
    ],
)
def test_an_account_that_cannot_work_stops_the_start_with_a_sentence(wrong: Account, sentence: str) -> None:
    with pytest.raises(BadAccount, match=sentence):
        check_accounts([wrong], production=True)


def test_an_account_that_holds_what_it_needs_starts() -> None:
    check_accounts([gateway(), account("generic", secret="s" * 32)], production=True)


def test_a_fake_vendor_is_welcome_in_a_demonstration_only() -> None:
    check_accounts([account("console")], production=False)
