"""What every vendor's webhook must keep, whoever the vendor: one contract, tried on all of them."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from telephony_adapters.events import CallEvent, SmsEvent
from telephony_adapters.protocols import Account, BadSignature
from telephony_adapters.registry import VENDORS
from tests.telephony_adapters.signing import CALLER, LINE, SAMPLES, Sample, without_headers

every_vendor = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.provider)


def facts(sample: Sample, request: object = None) -> list[CallEvent | SmsEvent]:
    verified = sample.webhook.verify(request or sample.request(), sample.account)  # type: ignore[arg-type]
    return list(sample.webhook.parse(verified, sample.account))


def test_every_vendor_with_a_webhook_is_held_to_the_contract() -> None:
    assert {name for name, vendor in VENDORS.items() if vendor.webhook} == {sample.provider for sample in SAMPLES}


@every_vendor
def test_a_genuine_message_is_read(sample: Sample) -> None:
    (fact,) = facts(sample)
    line = fact.did_e164 if isinstance(fact, CallEvent) else fact.to_e164
    remote = fact.remote_e164 if isinstance(fact, CallEvent) else fact.from_e164
    assert (fact.provider, fact.account, line, remote) == (sample.provider, "main", LINE, CALLER)


@every_vendor
def test_a_message_without_its_proof_is_refused(sample: Sample) -> None:
    with pytest.raises(BadSignature):
        facts(sample, without_headers(sample.request()))


@every_vendor
def test_the_secret_of_another_account_opens_nothing(sample: Sample) -> None:
    other = Account(sample.provider, "other", secrets=dict.fromkeys(sample.account.secrets, "another-secret" * 5))
    with pytest.raises(BadSignature):
        sample.webhook.verify(sample.request(), other)


@every_vendor
def test_a_changed_body_is_refused_where_the_vendor_binds_it(sample: Sample) -> None:
    request = sample.request()
    if not sample.bound:
        # Said in the registry, so that nothing irreversible is done on their word.
        assert not VENDORS[sample.provider].signed
        return
    assert VENDORS[sample.provider].signed
    for place in range(len(request.body)):
        changed = bytearray(request.body)
        changed[place] ^= 1
        with pytest.raises(BadSignature):
            sample.webhook.verify(replace(request, body=bytes(changed)), sample.account)


@every_vendor
def test_the_same_message_again_is_the_same_fact(sample: Sample) -> None:
    (first,), (again,) = facts(sample), facts(sample)
    assert first.event_id == again.event_id
    assert isinstance(first.event_id, str) and len(first.event_id) >= 3


@every_vendor
def test_a_hidden_number_is_in_no_fact(sample: Sample) -> None:
    if sample.hidden is None:
        assert sample.provider == "kannel"  # a reply without its sender cannot exist
        return
    (fact,) = facts(sample, sample.hidden())
    assert isinstance(fact, CallEvent)
    assert (fact.remote_state, fact.remote_e164) == ("withheld", None)
    assert CALLER[-6:] not in str(fact.as_json())


@every_vendor
def test_the_answer_says_nothing_to_people(sample: Sample) -> None:
    verified = sample.webhook.verify(sample.request(), sample.account)
    answer = sample.webhook.answer(verified)
    assert answer.status in (200, 204)
    assert CALLER.encode() not in answer.body


@every_vendor
def test_ids_are_text(sample: Sample) -> None:
    (fact,) = facts(sample)
    if isinstance(fact, CallEvent):
        assert isinstance(fact.call_id, str) and isinstance(fact.leg_id, str)
    assert urlsplit(sample.request().url).scheme == "https"
