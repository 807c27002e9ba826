"""The operator's own file: what is recorded, who may, what rings, what is sealed, what is refused by name."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from core.errors import DomainError, Forbidden, InvalidInput, NotFound
from core.scoping import Actor, acting_as
from privacy import operator_queries as queries
from privacy.errors import AlreadyAnswered, CertificateKnown, ChannelKnown, ChannelNotValidated
from privacy.models import ContactTicket, HostingProvider
from privacy.operator.hosting import Activity
from privacy.operator.reviews import SOON, Due, due
from privacy.services.authorities import answer_authority, open_authority_request, record_authority_request
from privacy.services.channels import check_channel, validate_channel, withdraw_channel
from privacy.services.evidence import end_evidence, record_evidence
from privacy.services.hosting import end_host, record_host
from privacy.services.instructions import carry_out_instruction, open_instruction, record_instruction
from privacy.services.processors import end_processor, record_processor, review_processor
from privacy.services.tickets import acknowledge_ticket, answer_ticket, open_ticket, read_ticket
from tests.factories.channels import close_ways
from tests.factories.patients import nir_for
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, INES, NADIA
from tests.privacy.requests import ask

pytestmark = pytest.mark.django_db
TODAY = date(2041, 1, 14)
HEALTH = "Votre diabète n'est plus mentionné."
YEAR = timedelta(days=365)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel("2041-01-14T09:00:00Z", tick=False):
        yield make_world()


@pytest.fixture
def ines(world: World) -> Iterator[Actor]:
    actor = world.actor(INES)
    with acting_as(actor):
        yield actor


def host(actor: Actor, **changes: Any) -> HostingProvider:
    terms = {
        "name": "Hébergeur Un",
        "siren": "552 100 554",
        "certificate_number": "HDS-1",
        "activities": [activity.value for activity in Activity],
        "country": "FR",
        "issued_on": TODAY - YEAR,
        "expires_on": TODAY + YEAR,
    }
    return record_host(actor=actor, **{**terms, **changes})


def field_of(refused: pytest.ExceptionInfo[InvalidInput]) -> str:
    (error,) = refused.value.errors
    return error.field


@pytest.mark.requirement("ST-03")
def test_production_is_ready_with_two_hosts_and_no_longer_when_one_leaves(ines: Actor) -> None:
    assert {finding.code for finding in queries.hosting_findings()} >= {"two-hosts", "uncovered-backup"}
    one = host(ines)
    host(ines, siren="443061841", certificate_number="HDS-2", name="Hébergeur Deux")
    assert queries.hosting_findings() == []
    end_host(actor=ines, host_id=one.id)
    assert [finding.code for finding in queries.hosting_findings()] == ["two-hosts"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"siren": "12345678"}, "siren"),
        ({"activities": []}, "activities"),
        ({"activities": ["cooking"]}, "activities"),
        ({"country": "US"}, "country"),
        ({"country": "fr"}, "country"),
        ({"expires_on": TODAY - YEAR}, "expires_on"),
        ({"name": "  "}, "name"),
    ],
)
def test_a_host_that_cannot_be_is_refused_by_field(ines: Actor, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        host(ines, **changes)
    assert field_of(refused) == field
    assert not HostingProvider.objects.exists()


def test_a_certificate_is_recorded_once(ines: Actor) -> None:
    host(ines)
    with pytest.raises(CertificateKnown):
        host(ines, name="Encore lui")


@pytest.mark.parametrize("name", [CAMILLE, DR_MARTIN, CHARLIE, NADIA])
def test_only_the_officer_writes_the_operator_s_file(world: World, name: str) -> None:
    with pytest.raises(Forbidden):
        host(world.actor(name))


def test_the_manager_reads_it_and_the_desk_does_not(world: World) -> None:
    for sheet in (queries.hosts, queries.processors, queries.evidence, queries.authority_requests, queries.tickets):
        assert sheet(world.actor(NADIA)) == []
        for name in (CAMILLE, DR_MARTIN):
            with pytest.raises(Forbidden):
                sheet(world.actor(name))


@pytest.mark.requirement("SAS-18")
@pytest.mark.requirement("ST-37")
def test_a_processor_is_looked_at_again_before_its_day(ines: Actor) -> None:
    terms = {"name": "Routeur SMS", "service": "Envoi des SMS", "country": "FR", "contract": "DPA-7"}
    processor = record_processor(actor=ines, **terms, signed_on=TODAY - YEAR, review_on=TODAY + timedelta(days=10))
    assert any(finding.code == "processor-review-soon" for finding in queries.alarms(ines))
    review_processor(actor=ines, processor_id=processor.id, review_on=TODAY + YEAR)
    assert not any("processor" in finding.code for finding in queries.alarms(ines))
    end_processor(actor=ines, processor_id=processor.id)
    assert queries.processors(ines) == []
    with pytest.raises(NotFound):
        end_processor(actor=ines, processor_id=processor.id)
    with pytest.raises(InvalidInput) as refused:
        record_processor(actor=ines, **{**terms, "contract": ""}, signed_on=TODAY, review_on=TODAY + YEAR)
    assert field_of(refused) == "contract"


@pytest.mark.requirement("ST-40")
def test_the_protection_of_a_place_is_seen_and_its_late_review_rings(ines: Actor) -> None:
    evidence = record_evidence(
        actor=ines, kind="camera", place="Salle serveurs", what="Caméra de l'entrée",
        seen_on=TODAY - YEAR, review_on=TODAY - timedelta(days=1),
    )  # fmt: skip
    assert any(finding.code == "evidence-review-late" for finding in queries.alarms(ines))
    end_evidence(actor=ines, evidence_id=evidence.id)
    assert not any("evidence" in finding.code for finding in queries.alarms(ines))


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, Due.LATE), (0, Due.SOON), (SOON.days, Due.SOON), (SOON.days + 1, Due.LATER)],
)
def test_a_review_is_late_the_day_after_its_day(days: int, expected: Due) -> None:
    assert due(TODAY + timedelta(days=days), TODAY) is expected


@pytest.mark.requirement("SAS-15")
def test_an_authority_s_request_has_a_ground_and_is_answered_once_its_words_sealed(ines: Actor) -> None:
    with pytest.raises(InvalidInput) as refused:
        record_authority_request(actor=ines, authority="Parquet", ground="", asked="Un dossier", received_on=TODAY)
    assert field_of(refused) == "ground"
    request = record_authority_request(
        actor=ines, authority="Parquet", ground="CPP art. 77-1-1", asked="Le dossier Ouranos", received_on=TODAY
    )
    answer_authority(actor=ines, request_id=request.id, given="Une copie remise", answered_on=TODAY)
    with pytest.raises(AlreadyAnswered):
        answer_authority(actor=ines, request_id=request.id, given="Encore", answered_on=TODAY)
    assert open_authority_request(actor=ines, request_id=request.id) == ("Le dossier Ouranos", "Une copie remise")
    assert not rows_holding("privacy_authorityrequest", "Ouranos")
    assert rows_holding("privacy_authorityrequest", "Parquet")


@pytest.mark.requirement("CH-12")
def test_an_instruction_has_its_day_and_is_done_with_a_proof(world: World, ines: Actor) -> None:
    practice_id = world.ours.practice.id
    terms = {"kind": "delete", "what": "Les dossiers d'Ouranos", "given_on": TODAY}
    instruction = record_instruction(actor=ines, practice_id=practice_id, **terms, due_on=TODAY + timedelta(days=30))
    with pytest.raises(InvalidInput) as refused:
        carry_out_instruction(actor=ines, instruction_id=instruction.id, proof=" ")
    assert field_of(refused) == "proof"
    assert [one.done_at for one in queries.instructions_of(ines, practice_id)] == [None]
    rings = [one for one in queries.alarms(ines) if one.code.startswith("deletion")]
    assert [one.code for one in rings] == ["deletion-instruction-soon"] and "Ouranos" not in rings[0].says
    assert queries.orders_to_do(world.actor(CHARLIE)) == [], "no other practice's"
    with time_machine.travel("2041-02-14T09:00:00Z", tick=False):
        assert [one.code for one in queries.orders_to_do(ines)] == ["deletion-instruction-late"]
    done = carry_out_instruction(actor=ines, instruction_id=instruction.id, proof="Rapport n° 12")
    assert done.done_by_id == ines.user_id and queries.orders_to_do(ines) == []
    assert open_instruction(actor=ines, instruction_id=instruction.id) == ("Les dossiers d'Ouranos", "Rapport n° 12")
    assert not rows_holding("privacy_deletioninstruction", "Ouranos")
    theirs = world.actor(CHARLIE)
    with acting_as(theirs), pytest.raises(NotFound):
        open_instruction(actor=theirs, instruction_id=instruction.id)


@pytest.mark.requirement("ST-32", "ST-23")
def test_a_request_past_its_term_is_on_the_work_list_even_while_it_must_be_made_precise(
    ines: Actor, world: World
) -> None:
    vague = ask(ines, world.ours.practice, data_concerned="", received_on=TODAY)
    assert vague.state == "needs-precision"

    def late(actor: Actor) -> list[str]:
        return [one.says for one in queries.waits_at_practices(actor) if one.code == "rights-request-late"]

    with time_machine.travel("2041-02-14T09:00:00Z", tick=False):
        assert late(ines) == [], "its last day"
    with time_machine.travel("2041-02-14T23:30:00Z", tick=False):
        (said,) = late(ines)
        assert vague.reference in said and "échue le 14/02/2041" in said and said in {
            one.says for one in queries.alarms(ines)
        }  # fmt: skip
        assert late(world.actor(CHARLIE)) == [], "no other practice's"


@pytest.mark.requirement("ST-47")
def test_a_complaint_is_acknowledged_and_answered_and_nobody_reads_it_in_the_tables(ines: Actor) -> None:
    for field in ("contact", "text"):
        told = {"contact": "j@exemple.example", "text": "Une question", field: f"Mon numéro : {nir_for(order=9)}"}
        with pytest.raises(InvalidInput) as refused:
            open_ticket(actor=ines, kind="complaint", channel="email", **told)
        assert [(one.field, one.code) for one in refused.value.errors] == [(field, "looks-like-a-nir")]
    ticket = open_ticket(
        actor=ines, kind="complaint", channel="email", contact="ana@exemple.example", text="Je conteste le rappel."
    )
    assert acknowledge_ticket(actor=ines, ticket_id=ticket.id).acknowledged_at is not None
    for answer, code in ((f"Le {nir_for(order=9)} est corrigé.", "looks-like-a-nir"), (HEALTH, "speaks-of-health")):
        with pytest.raises(InvalidInput) as refusal:
            answer_ticket(actor=ines, ticket_id=ticket.id, answer=answer)
        assert [(error.field, error.code) for error in refusal.value.errors] == [("answer", code)]
    answer_ticket(actor=ines, ticket_id=ticket.id, answer="Le rappel est arrêté.")
    with pytest.raises(AlreadyAnswered):
        answer_ticket(actor=ines, ticket_id=ticket.id, answer="Encore.")
    assert read_ticket(actor=ines, ticket_id=ticket.id)[2] == "Le rappel est arrêté."
    assert not rows_holding("privacy_contactticket", "exemple.example")
    assert ContactTicket.objects.get().acknowledged_at <= ContactTicket.objects.get().answered_at


def test_what_grows_is_read_page_by_page_and_no_line_twice(ines: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(3):
        with time_machine.travel(f"2041-01-14T09:00:0{number}Z", tick=False):
            open_ticket(actor=ines, kind="question", channel="phone", contact="01 99 00 12", text=f"Question {number}")
    first = queries.tickets(ines)
    rest = queries.tickets(ines, queries.last_of(first))
    assert (len(first), len(rest), queries.last_of(rest)) == (2, 1, None)
    assert [one.text.open() for one in (*first, *rest)] == ["Question 2", "Question 1", "Question 0"]


def test_a_way_out_holds_for_its_target_and_its_practice_until_it_is_withdrawn(world: World, ines: Actor) -> None:
    practice_id = world.ours.practice.id
    close_ways(ines, world.ours.practice)
    with pytest.raises(ChannelNotValidated):
        check_channel(practice_id, "email", "dr@hopital.example")
    channel = validate_channel(actor=ines, practice_id=practice_id, kind="email", target="hopital.example")
    check_channel(practice_id, "email", "DR@Hopital.example")
    for kind, target in (("email", "dr@ailleurs.example"), ("post", ""), ("email", "")):
        with pytest.raises(ChannelNotValidated):
            check_channel(practice_id, kind, target)
    with pytest.raises(ChannelNotValidated):
        check_channel(world.theirs.practice.id, "email", "dr@hopital.example")
    with pytest.raises(ChannelKnown):
        validate_channel(actor=ines, practice_id=practice_id, kind="email", target="Hopital.example")
    withdraw_channel(actor=ines, channel_id=channel.id)
    with pytest.raises(ChannelNotValidated):
        check_channel(practice_id, "email", "dr@hopital.example")


def test_a_way_out_is_validated_by_the_practice_or_its_officer(world: World) -> None:
    for name, wrong in ((CAMILLE, Forbidden), (NADIA, Forbidden), (CHARLIE, NotFound)):
        actor = world.actor(name)
        with acting_as(actor), pytest.raises(wrong):
            validate_channel(actor=actor, practice_id=world.ours.practice.id, kind="post")
    close_ways(world.actor(DR_MARTIN), world.ours.practice)
    martin = world.actor(DR_MARTIN)
    with acting_as(martin):
        validate_channel(actor=martin, practice_id=world.ours.practice.id, kind="post")
    assert issubclass(ChannelNotValidated, DomainError) and ChannelNotValidated.status == 422


def rows_holding(table: str, text: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{text}%"])
        return bool(cursor.fetchone()[0])


@pytest.mark.requirement("ST-03")
def test_the_readiness_command_fails_until_two_hosts_stand(ines: Actor, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        call_command("readiness")
    assert refused.value.code == 1 and "two-hosts" in capsys.readouterr().out
    host(ines)
    host(ines, siren="443061841", certificate_number="HDS-2", expires_on=TODAY + timedelta(days=30))
    call_command("readiness")
    said = capsys.readouterr().out
    assert "ready:" in said and "certificate-ending" in said
