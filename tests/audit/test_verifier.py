from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command

from audit import verifier
from core import clock
from tests.audit.journal import rows, seal, tamper, write

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.requirement("CH-14")]

FLIP = "UPDATE audit_auditevent SET {0} = set_byte({0}, 0, get_byte({0}, 0) # 1) WHERE practice_id = %s AND pos = %s"


@pytest.fixture
def practice() -> Iterator[UUID]:
    """Five events of a practice, three of another, two of the platform, all sealed and whole."""
    practice_id = uuid4()
    write(practice_id, 5, patient_id=uuid4())
    write(uuid4(), 3)
    write(None, 2)
    seal(10)
    yield practice_id


def findings() -> list[str]:
    return [str(finding) for finding in verifier.verify().findings]


def test_a_whole_journal_has_no_finding(practice: UUID) -> None:
    report = verifier.verify()
    assert (report.events, report.findings) == (10, [])
    assert verifier.verify(practice).events == 5


def test_an_empty_journal_and_unsealed_events_have_no_finding() -> None:
    assert findings() == []
    write(uuid4(), 3)
    assert findings() == []


@pytest.mark.parametrize("column", ["body", "salt", "leaf"])
def test_an_event_changed_before_it_is_sealed_is_found(column: str) -> None:
    practice_id = uuid4()
    changed = write(practice_id, 2)[1]
    tamper(f"UPDATE audit_auditevent SET {column} = {column} || 'x'::bytea WHERE id = %s", changed)
    assert findings() == [f"chain={practice_id} position=unsealed finding=content-changed"]


@pytest.mark.parametrize("position", [1, 3, 5])
@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("body", "content-changed"),
        ("salt", "content-changed"),
        ("leaf", "content-changed"),
        ("hash", "hash-changed"),
        ("prev", "hash-changed"),
    ],
)
def test_one_changed_bit_is_one_finding_that_says_where(practice: UUID, column: str, kind: str, position: int) -> None:
    assert tamper(FLIP.format(column), practice, position) == 1
    assert findings() == [f"chain={practice} position={position} finding={kind}"]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("patient_id = gen_random_uuid()", "column-changed"),
        ("at = at - interval '1 day'", "column-changed"),
        ("id = gen_random_uuid()", "column-changed"),
        ("body = NULL, salt = NULL, patient_id = NULL", "purged-too-early"),
    ],
)
def test_a_column_that_contradicts_the_body_is_found(practice: UUID, change: str, kind: str) -> None:
    tamper(f"UPDATE audit_auditevent SET {change} WHERE practice_id = %s AND pos = 2", practice)
    assert findings() == [f"chain={practice} position=2 finding={kind}"]


@pytest.mark.parametrize(
    ("deleted", "position"),
    [("pos = 1", "1"), ("pos = 3", "3"), ("pos = 5", "5"), ("pos IN (2, 3)", "2..3"), ("pos > 3", "4..5"),
     ("true", "1..5")],
)  # fmt: skip
def test_a_deleted_event_is_found_wherever_it_stood(practice: UUID, deleted: str, position: str) -> None:
    tamper(f"DELETE FROM audit_auditevent WHERE practice_id = %s AND {deleted}", practice)
    assert findings() == [f"chain={practice} position={position} finding=missing"]


def test_two_exchanged_events_are_found(practice: UUID) -> None:
    tamper("UPDATE audit_auditevent SET pos = 100 + pos WHERE practice_id = %s AND pos IN (2, 3)", practice)
    tamper("UPDATE audit_auditevent SET pos = 105 - pos WHERE practice_id = %s AND pos > 100", practice)
    assert len(findings()) >= 2


def test_an_event_given_to_another_practice_is_found(practice: UUID) -> None:
    tamper("UPDATE audit_auditevent SET practice_id = NULL, pos = 3 WHERE practice_id = %s AND pos = 5", practice)
    assert set(findings()) == {
        f"chain={practice} position=5 finding=missing",
        "chain=platform position=3 finding=column-changed",
        "chain=platform position=3 finding=beyond-the-head",
    }


def test_a_changed_or_deleted_head_is_found(practice: UUID) -> None:
    tamper("UPDATE audit_chainhead SET hash = decode(repeat('00', 32), 'hex') WHERE chain = %s", practice)
    assert findings() == [f"chain={practice} position=5 finding=head-differs"]
    tamper("DELETE FROM audit_chainhead WHERE chain = %s", practice)
    assert findings() == [f"chain={practice} position=5 finding=head-missing"]


def test_a_body_that_is_no_json_any_more_is_a_finding_and_not_a_crash(practice: UUID) -> None:
    tamper(
        "UPDATE audit_auditevent SET body = 'x', leaf = sha256('\\x00'::bytea || salt || 'x'::bytea)"
        " WHERE practice_id = %s AND pos = 2",
        practice,
    )
    assert findings() == [f"chain={practice} position=2 finding=column-changed"]


def test_a_journal_purged_after_its_year_still_verifies(practice: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    purge = "UPDATE audit_auditevent SET body = NULL, salt = NULL, patient_id = NULL WHERE pos <= 2"
    assert tamper(purge) == 6
    assert len(findings()) == 6
    monkeypatch.setattr(verifier, "TERM", timedelta())
    assert findings() == []
    tamper(FLIP.format("leaf"), practice, 2)
    assert findings() == [f"chain={practice} position=2 finding=hash-changed"]


ERASE = "body = NULL, salt = NULL, patient_id = NULL"


@pytest.mark.parametrize("lie", ["at = at - interval '2 years'", "at = now() - interval '366 days'"])
def test_an_erasure_that_is_backdated_is_found(practice: UUID, lie: str) -> None:
    tamper(f"UPDATE audit_auditevent SET {ERASE}, {lie} WHERE practice_id = %s AND pos IN (2, 3)", practice)
    assert findings() == [f"chain={practice} position={position} finding=hash-changed" for position in (2, 3)]


def test_a_whole_journal_erased_and_backdated_is_found_event_by_event(practice: UUID) -> None:
    tamper(f"UPDATE audit_auditevent SET {ERASE}, at = at - interval '2 years'")
    assert len(findings()) == 10


def test_an_event_erased_and_backdated_before_it_is_sealed_is_found_and_never_chained() -> None:
    practice_id = uuid4()
    erased = write(practice_id, 2)[0]
    tamper(f"UPDATE audit_auditevent SET {ERASE}, at = at - interval '2 years' WHERE id = %s", erased)
    found = [f"chain={practice_id} position=unsealed finding=purged-too-early"]
    assert findings() == found
    seal(1)
    assert findings() == found


def test_positive_control_an_honest_purge_after_its_year_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    practice_id, today = uuid4(), clock.now()
    monkeypatch.setattr("audit.services.now", lambda: today - timedelta(days=366))
    write(practice_id, 2, patient_id=uuid4())
    monkeypatch.setattr("audit.services.now", lambda: today - timedelta(days=364))
    write(practice_id, 1, patient_id=uuid4())
    monkeypatch.undo()
    seal(3)
    purge = f"UPDATE audit_auditevent SET {ERASE} WHERE practice_id = %s AND pos = %s"
    for position in (1, 2):
        assert tamper(purge, practice_id, position) == 1
    assert findings() == []
    tamper(purge, practice_id, 3)
    assert findings() == [f"chain={practice_id} position=3 finding=purged-too-early"]


def test_the_command_says_nothing_and_exits_0_when_all_is_well(
    practice: UUID, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("audit_verify")
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "10 events read, 0 findings" in printed.err


def test_the_command_prints_one_line_per_finding_and_exits_1(
    practice: UUID, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(FLIP.format("body"), practice, 2)
    tamper(FLIP.format("salt"), practice, 4)
    with pytest.raises(SystemExit) as stopped:
        call_command("audit_verify")
    assert stopped.value.code == 1
    assert capsys.readouterr().out.splitlines() == [
        f"chain={practice} position=2 finding=content-changed",
        f"chain={practice} position=4 finding=content-changed",
    ]


def test_every_run_of_the_verifier_is_journalled(practice: UUID) -> None:
    call_command("audit_verify", practice=practice)
    [(body,)] = rows("SELECT body FROM audit_auditevent WHERE pos IS NULL")
    assert b'"action":"audit:journal:verified"' in body
    assert b'"outcome":"success"' in body
