import copy
import json
import logging
import pickle
import random
from collections import Counter
from uuid import UUID, uuid4

import pytest
from django.core import checks
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Value
from django.template import Context, Template
from django.test.utils import isolate_apps
from rest_framework.renderers import JSONRenderer

from core.errors import DomainError
from core.ids import new_id
from core.scoping import acting_as, system_actor
from crypto import keyring, sealed
from crypto.errors import KeyDestroyed, SealBroken
from crypto.fields import Sealed, SealedFieldMisuse, SealedTextField, sealed_check
from crypto.sealed import open_all
from tests.crypto.sample import Note, Person, overwrite, stored

TEXT = "Allergie à la pénicilline — œuf, ‏עברית"

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def note(practice: UUID, patient: UUID) -> Note:
    return Note.objects.create(
        practice_id=practice, patient_id=patient, text=TEXT, other="autre", secret="graine", words="clair"
    )


# Writing and reading ------------------------------------------------------------------------------


@pytest.mark.requirement("ST-41")
def test_what_was_saved_opens_and_the_database_holds_only_a_frame(note: Note) -> None:
    read = Note.objects.get(pk=note.pk)
    assert [read.text.open(), read.other.open(), read.secret.open()] == [TEXT, "autre", "graine"]
    frame = stored(Note, note.pk, "text")
    assert frame is not None
    assert frame[:4] == bytes((1, 1, 0, 1))
    assert b"nicilline" not in frame


def test_the_patient_row_seals_under_its_own_key(practice: UUID, patient: UUID) -> None:
    person = Person.objects.create(id=patient, practice_id=practice, nir="184035405700112")
    assert Person.objects.get(pk=person.pk).nir.open() == "184035405700112"


def test_an_absent_value_stays_absent(practice: UUID, patient: UUID) -> None:
    note = Note.objects.create(practice_id=practice, patient_id=patient)
    assert Note.objects.get(pk=note.pk).text is None
    assert stored(Note, note.pk, "text") is None


def test_a_value_can_be_changed_and_removed_by_saving(note: Note) -> None:
    note.text, note.other = "nouveau", None
    note.save()
    read = Note.objects.get(pk=note.pk)
    assert read.text.open() == "nouveau"
    assert read.other is None


def test_saving_without_touching_a_value_keeps_its_very_bytes(note: Note) -> None:
    before = stored(Note, note.pk, "text")
    read = Note.objects.get(pk=note.pk)
    read.words = "autre"
    read.text = read.text
    read.save()
    assert stored(Note, note.pk, "text") == before


def test_refreshing_and_deferring_read_the_same_value(note: Note) -> None:
    deferred = Note.objects.defer("text").get(pk=note.pk)
    assert "text" in deferred.get_deferred_fields()
    assert deferred.text.open() == TEXT
    deferred.refresh_from_db()
    assert deferred.text.open() == TEXT
    deferred.save()
    assert Note.objects.get(pk=note.pk).text.open() == TEXT


def test_text_may_be_given_before_the_practice_and_the_patient(practice: UUID, patient: UUID) -> None:
    note = Note(text="avant")
    assert note.text.open() == "avant"
    note.practice_id, note.patient_id = practice, patient
    note.save()
    assert Note.objects.get(pk=note.pk).text.open() == "avant"


def test_saving_without_a_patient_is_refused(practice: UUID) -> None:
    with pytest.raises(SealedFieldMisuse, match="patient_id"):
        Note(practice_id=practice, text="x").save()


def test_many_rows_are_sealed_by_one_bulk_create_and_opened_with_one_more_statement(
    practice: UUID, patient: UUID, django_assert_num_queries: object
) -> None:
    other = uuid4()
    keyring.create_patient_key(other, practice)
    with keyring.holding_keys([patient, other]):
        Note.objects.bulk_create(
            Note(practice_id=practice, patient_id=[patient, other][n % 2], text=f"n° {n}", words=str(n))
            for n in range(20)
        )
    keyring.wipe_caches()
    notes = sorted(Note.objects.all(), key=lambda note: int(note.words))
    with django_assert_num_queries(2 + 1):  # the patients' keys; the practice's, not kept before its commit, twice
        texts = open_all(note.text for note in notes)
    assert texts == [f"n° {n}" for n in range(20)]
    assert open_all([None]) == [None]


def test_the_length_of_a_text_tells_only_its_block(practice: UUID, patient: UUID) -> None:
    lengths = set()
    for text in ("", "a", "x" * 63):
        note = Note.objects.create(practice_id=practice, patient_id=patient, text=text)
        lengths.add(len(stored(Note, note.pk, "text") or b""))
        assert Note.objects.get(pk=note.pk).text.open() == text
    assert lengths == {32 + 64}


def test_the_same_text_never_gives_the_same_bytes(practice: UUID, patient: UUID) -> None:
    notes = [Note.objects.create(practice_id=practice, patient_id=patient, text="même") for _ in range(20)]
    assert len({stored(Note, note.pk, "text") for note in notes}) == 20


# What shows -------------------------------------------------------------------------------------------


def test_a_sealed_value_shows_three_dots_everywhere(note: Note, caplog: pytest.LogCaptureFixture) -> None:
    unsaved = Note(text=TEXT)
    for value in (note.text, Note.objects.get(pk=note.pk).text, unsaved.text):
        assert isinstance(value, Sealed)
        logging.getLogger("test").warning("note: %s %r", value, value)
        shown = [
            str(value), repr(value), f"{value}", json.dumps(value), repr([value]),
            JSONRenderer().render({"a": value}).decode(), Template("{{ v }}").render(Context({"v": value})),
        ]  # fmt: skip
        assert all("nicilline" not in text for text in shown)
        assert all("•••" in text or "\\u2022" in text for text in shown)
    assert "nicilline" not in caplog.text
    assert "nicilline" not in str(Note.objects.filter(pk=note.pk).values("text", "words"))
    assert "nicilline" not in str(vars(unsaved)) + str(vars(note))


def test_two_envelopes_are_not_called_equal_for_looking_alike(note: Note) -> None:
    assert note.text != note.other
    assert note.text != "•••"
    assert len({note.text, note.other}) == 2


def test_a_sealed_value_does_not_leave_the_process(note: Note) -> None:
    for act in (pickle.dumps, copy.deepcopy):
        with pytest.raises(SealedFieldMisuse):
            act(note.text)


def test_the_digest_is_that_of_the_stored_bytes_and_changes_with_them(note: Note) -> None:
    with pytest.raises(SealedFieldMisuse):
        _ = Note(text="x").text.digest
    first = note.text.digest
    assert first == Note.objects.get(pk=note.pk).text.digest
    note.text = TEXT
    note.save()
    assert note.text.digest != first


# Misuse -------------------------------------------------------------------------------------------------


def test_every_way_around_saving_is_refused(note: Note) -> None:
    rows = Note.objects.filter(pk=note.pk)
    before = stored(Note, note.pk, "text")
    for value in ("clair", None, b"clair", F("other"), F("words"), Value("clair"), note.text):
        with pytest.raises(SealedFieldMisuse), transaction.atomic():
            rows.update(text=value)
    note.text = "clair"
    with pytest.raises(SealedFieldMisuse), transaction.atomic():
        Note.objects.bulk_update([note], ["text"])
    for value in (F("words"), 12, b"clair", Value("clair")):
        with pytest.raises(SealedFieldMisuse):
            note.text = value
    assert stored(Note, note.pk, "text") == before


@pytest.mark.parametrize("lookup", ["text", "text__contains", "text__in", "text__gt", "text__exact"])
def test_a_sealed_field_is_not_searched(lookup: str) -> None:
    with pytest.raises(SealedFieldMisuse):
        Note.objects.filter(**{lookup: ["x"] if lookup.endswith("in") else "x"}).count()


def test_asking_whether_there_is_a_value_is_allowed(note: Note) -> None:
    assert Note.objects.filter(text__isnull=False).count() == 1
    assert Note.objects.filter(text__isnull=True).count() == 0


def test_an_envelope_of_another_row_or_column_is_not_assigned(note: Note, practice: UUID, patient: UUID) -> None:
    other = Note(practice_id=practice, patient_id=patient)
    with pytest.raises(SealedFieldMisuse, match="open the value"):
        other.text = note.text
    with pytest.raises(SealedFieldMisuse, match="open the value"):
        note.other = note.text
    with pytest.raises(SealedFieldMisuse, match="open the value"):
        other.text = Note(text="x").text


@pytest.mark.parametrize("clear", [b"en clair", b"\x01", b"\x01\x01" + b"x" * 20, b"x" * 200, b"\x02\x01" + b"x" * 90])
@pytest.mark.parametrize("column", ["text", "other", "secret"])
def test_the_database_refuses_clear_text_by_raw_sql(note: Note, column: str, clear: bytes) -> None:
    with pytest.raises(IntegrityError, match=f"sample_note_{column}_sealed"), transaction.atomic():
        overwrite(Note, note.pk, column, clear)


def test_positive_control_the_database_takes_a_frame_by_raw_sql(note: Note) -> None:
    overwrite(Note, note.pk, "text", stored(Note, note.pk, "text") or b"")
    assert Note.objects.get(pk=note.pk).text.open() == TEXT


# Transplants and corruption ---------------------------------------------------------------------------


def _cells(practices: int = 3, patients: int = 3) -> list[Note]:
    notes = []
    for practice_id in [uuid4() for _ in range(practices)]:
        with acting_as(system_actor(practice_id)), keyring.holding_keys():
            keyring.create_practice_keys(practice_id)
            for patient_id in [uuid4() for _ in range(patients)]:
                keyring.create_patient_key(patient_id, practice_id)
                for _ in range(2):
                    words = {"text": "texte", "other": "autre", "secret": "graine"}
                    notes.append(Note.objects.create(practice_id=practice_id, patient_id=patient_id, **words))
    return notes


def _frame(note: Note, name: str) -> bytes:
    return note.__dict__[name]


def _refusal(note: Note, name: str, frame: bytes) -> str:
    """Put the frame there, try to open it, put the right one back; the code of the refusal, "" if there was none."""
    mine = note.__dict__[name]
    note.__dict__[name] = type(mine)(frame)
    try:
        getattr(note, name).open()
    except DomainError as error:
        return error.code
    finally:
        note.__dict__[name] = mine
    return ""


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand alarms are not printed."""
    monkeypatch.setattr(sealed.logger, "critical", lambda *_: None)


@pytest.mark.slow
@pytest.mark.requirement("ST-41")
def test_ten_thousand_transplants_between_rows_columns_patients_and_practices_are_all_refused(
    practice: UUID, quiet: None
) -> None:
    draw = random.Random(20_261)
    notes, names = _cells(), ["text", "other", "secret"]
    cells = [(note, name) for note in notes for name in names]
    with (
        acting_as(system_actor(*{note.practice_id for note in notes})),
        keyring.holding_keys({note.patient_id for note in notes}),
    ):
        refusals: Counter[str] = Counter()
        while refusals.total() < 10_000:
            (source, taken), (target, put) = draw.sample(cells, 2)
            refusals[_refusal(target, put, _frame(source, taken))] += 1
        assert refusals == {"seal-broken": 10_000}
        # The control: every value opens in its own place.
        assert {_refusal(note, name, _frame(note, name)) for note, name in cells} == {""}
        assert {getattr(note, name).open() for note, name in cells} == {"texte", "autre", "graine"}


@pytest.mark.slow
@pytest.mark.requirement("ST-41")
def test_ten_thousand_flipped_bits_and_truncations_are_all_refused(note: Note, quiet: None) -> None:
    draw = random.Random(7)
    refusals: Counter[str] = Counter()
    with keyring.holding_keys([note.patient_id]):
        for name in ("text", "secret") * 5_000:
            changed = bytearray(_frame(note, name))
            if draw.random() < 0.2:
                del changed[draw.randrange(1, len(changed)) :]
            else:
                bit = draw.randrange(len(changed) * 8)
                changed[bit // 8] ^= 1 << bit % 8
            refusals[_refusal(note, name, bytes(changed))] += 1
        assert _refusal(note, "text", _frame(note, "text")) == ""
    # A changed version in the header names a key that does not exist.
    assert refusals.total() == 10_000
    assert set(refusals) == {"seal-broken", "key-destroyed", "key-missing"}


def test_a_ciphertext_moved_in_the_database_itself_does_not_open(note: Note, practice: UUID, patient: UUID) -> None:
    other = Note.objects.create(practice_id=practice, patient_id=patient, text="celui-ci")
    overwrite(Note, note.pk, "text", stored(Note, other.pk, "text") or b"")
    with pytest.raises(SealBroken):
        Note.objects.get(pk=note.pk).text.open()
    assert Note.objects.get(pk=other.pk).text.open() == "celui-ci"


def test_a_refused_value_raises_an_alarm_that_names_the_cell_and_no_person(
    note: Note, caplog: pytest.LogCaptureFixture
) -> None:
    overwrite(Note, note.pk, "text", stored(Note, note.pk, "other") or b"")
    with pytest.raises(SealBroken):
        Note.objects.get(pk=note.pk).text.open()
    [line] = [record for record in caplog.records if record.levelno == logging.CRITICAL]
    assert line.getMessage() == f"sealed value refused in sample_note.text, row {note.pk}"


def test_a_row_moved_to_another_practice_does_not_open(note: Note, practice: UUID) -> None:
    other = uuid4()
    with acting_as(system_actor(practice, other)):
        keyring.create_practice_keys(other)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE sample_note SET practice_id = %s", [other])
        with pytest.raises(KeyDestroyed):
            Note.objects.get(pk=note.pk).text.open()
        keyring.create_patient_key(note.patient_id, other)
        with pytest.raises(SealBroken):
            Note.objects.get(pk=note.pk).text.open()


# Declarations -----------------------------------------------------------------------------------------


@isolate_apps("crypto")
def test_a_model_that_could_not_seal_is_refused_when_the_product_starts() -> None:
    class Bare(models.Model):
        text = SealedTextField(pad=8)

        class Meta:
            app_label = "crypto"

    class Good(models.Model):
        id = models.UUIDField(primary_key=True, default=new_id)
        practice_id = models.UUIDField()
        patient_id = models.UUIDField()
        text = SealedTextField()

        class Meta:
            app_label = "crypto"
            constraints = [sealed_check("text")]

    errors = [e for e in Bare._meta.get_field("text").check() if isinstance(e, checks.Error) and e.id == "crypto.E001"]
    assert len(errors) == 4
    assert not Good._meta.get_field("text").check()
    assert Good._meta.constraints[0].name == "crypto_good_text_sealed"


def test_declarations_survive_a_migration_file() -> None:
    field = SealedTextField(key_of="id", pad=32, null=True)
    _, path, args, kwargs = field.deconstruct()
    assert (path, args, kwargs) == ("crypto.fields.SealedTextField", [], {"key_of": "id", "pad": 32, "null": True})
    path, args, kwargs = sealed_check("text").deconstruct()
    assert (path, args) == ("crypto.fields.SealedCheck", ())
    assert kwargs == {"column": "text", "name": "%(app_label)s_%(class)s_text_sealed"}
