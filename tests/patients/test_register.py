"""Recording a new patient: told first, compared, then whole or not at all."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit import services as audit
from audit.actions import Action
from consent.errors import ConsentRequired, NoticeOutdated
from consent.queries import records_of
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor, acting_as, system_actor
from crypto.sealed import DOTS
from patients import services
from patients.contact import Contact
from patients.errors import GuardianConsentRequired, InvalidNir, NirAlreadyKnown, ProbableDuplicate
from patients.models import Patient, PatientPhone, SearchToken
from patients.newcomer import Newcomer
from patients.plain_text import Address
from tests.factories.patients import BIRTH, identity, make_patient, nir_for, notice_in_force
from tests.factories.practices import House, World, make_location, make_practice


@pytest.fixture
def create(camille: Actor, ours: House) -> Callable[..., Patient]:
    """`create(**told)` records Camille Lefèvre as the secretary would."""
    version = notice_in_force(ours.practice)

    def call(*, actor: Actor = camille, practice_id: UUID = ours.practice.id, **told: Any) -> Patient:
        usual = {"identity": identity(), "notice_version": version, "notice_channel": "phone"}
        return services.create_patient(actor=actor, practice_id=practice_id, **{**usual, **told})

    return call


def nothing_written() -> bool:
    return not (Patient.objects.exists() or PatientPhone.objects.exists() or SearchToken.objects.exists())


@pytest.mark.requirement("ST-07")
@pytest.mark.requirement("ST-14")
def test_a_patient_is_recorded_normalised_with_who_and_how(create: Callable[..., Patient], camille: Actor) -> None:
    patient = create(
        identity=identity(family_name=" Le  Fèvre ", birth_name="O’Neil", given_names="Camille, Anne"),
        contact=Contact(
            phones=("06 39 98 00 01", "+33(0)199000001"),
            email="Camille@Example.FR",
            address=Address("12 rue des Lilas", "54000", "Nancy"),
            treating_practitioner="Dr Martin",
        ),
    )
    kept = Patient.objects.get(id=patient.id)
    assert (kept.used_name, kept.birth_name, kept.given_names) == ("Le Fèvre", "O'Neil", "Camille Anne")
    assert (kept.search_used_name, kept.search_birth_name) == ("lefevre", "oneil")
    assert [p.e164 for p in kept.phones.order_by("position")] == ["+33639980001", "+33199000001"]
    assert (kept.email, kept.postal_code, kept.country) == ("camille@example.fr", "54000", "FR")
    assert kept.identity_status == "PROV", "nobody saw a document"
    assert (kept.collected_via, kept.collected_by_id, kept.version) == ("phone", camille.user_id, 1)


def test_without_a_birth_name_the_everyday_name_is_it(create: Callable[..., Patient]) -> None:
    assert create().birth_name == "Lefèvre"


@pytest.mark.requirement("ST-09")
@pytest.mark.requirement("ST-10")
def test_the_person_is_recorded_as_told_in_the_same_act(create: Callable[..., Patient], ours: House) -> None:
    patient = create(call_id=(call := uuid4()))
    (record,) = records_of(ours.practice.id, patient.id)
    assert (record.notice.version, record.channel, record.call_id) == (1, "phone", call)


@pytest.mark.requirement("ST-09")
def test_nobody_is_recorded_untold(create: Callable[..., Patient]) -> None:
    with pytest.raises(ConsentRequired):
        create(notice_version=None)
    with pytest.raises(NoticeOutdated):
        create(notice_version=7)
    assert nothing_written()


@pytest.mark.requirement("ST-44")
def test_under_sixteen_waits_for_the_guardian_until_the_birthday(create: Callable[..., Patient]) -> None:
    child = identity(birth_date=date(2074, 3, 12))
    with time_machine.travel(datetime(2090, 3, 11, 22, 59, tzinfo=UTC), tick=False):  # 23:59 in Paris, the eve
        with pytest.raises(GuardianConsentRequired):
            create(identity=child)
        assert nothing_written()
    with time_machine.travel(datetime(2090, 3, 11, 23, 1, tzinfo=UTC), tick=False):  # 00:01 in Paris
        assert create(identity=child).birth_date == date(2074, 3, 12)


def test_the_birthday_is_the_practice_s_own_and_with_two_zones_the_later_one(
    create: Callable[..., Patient], world: World, ours: House
) -> None:
    reunion = make_practice("Cabinet de Saint-Denis")
    make_location(reunion, timezone="Indian/Reunion")
    version, actor = notice_in_force(reunion), system_actor(reunion.id)
    child = identity(birth_date=date(2074, 3, 12))
    told: dict[str, Any] = {"actor": actor, "practice_id": reunion.id, "identity": child, "notice_version": version}
    with acting_as(actor), time_machine.travel(datetime(2090, 3, 11, 20, 1, tzinfo=UTC), tick=False):
        assert create(**told), "00:01 in La Réunion"
        make_location(reunion, "Paris", timezone="Europe/Paris")
        with pytest.raises(GuardianConsentRequired):
            create(**told, confirm_not_duplicate=True)


def test_the_nir_is_sealed_masked_and_found_by_token_only(create: Callable[..., Patient], ours: House) -> None:
    nir = nir_for()
    patient = create(nir=f"{nir[0]} {nir[1:13]} {nir[13:]}")
    kept = Patient.objects.get(id=patient.id)
    assert kept.nir is not None
    assert f"{kept.nir}" == DOTS and kept.nir.open() == nir
    with connection.cursor() as cursor:
        cursor.execute("SELECT t.*, p.nir FROM patients_searchtoken t JOIN patients_patient p ON p.id = t.patient_id")
        row = cursor.fetchone()
    stored = b"".join(bytes(cell) for cell in row if isinstance(cell, bytes | memoryview))
    assert nir.encode() not in stored and nir[:13].encode() not in stored


@pytest.mark.parametrize("wrong", ["295109912611199", "2951099126111", "5950199126111", "x", "1" * 400])
def test_a_wrong_nir_writes_nothing(create: Callable[..., Patient], wrong: str) -> None:
    with pytest.raises(InvalidNir):
        create(nir=wrong)
    assert nothing_written()


def test_a_nir_belongs_to_one_patient_of_a_practice_even_when_confirmed(
    create: Callable[..., Patient], ours: House
) -> None:
    nir = nir_for()
    holder = make_patient(ours.practice, "Durand", "Paul", date(1950, 1, 1), nir=nir)
    with pytest.raises(ProbableDuplicate) as asked:
        create(nir=nir)
    assert asked.value.extra == {"candidates": [str(holder.id)]}
    with transaction.atomic(), pytest.raises(NirAlreadyKnown):
        create(nir=nir, confirm_not_duplicate=True)
    assert Patient.objects.count() == 1


def test_the_database_itself_refuses_a_second_holder_of_a_nir(ours: House, camille: Actor) -> None:
    newcomers = [
        Newcomer(identity(), nir=nir_for(order=7)),
        Newcomer(identity(family_name="Durand"), nir=nir_for(order=7)),
    ]
    with pytest.raises(IntegrityError, match="searchtoken_nir_once"), transaction.atomic():
        services.create_patients(
            actor=camille, practice_id=ours.practice.id, newcomers=newcomers, notice_version=1, notice_channel="phone"
        )


def test_the_same_nir_in_two_practices_has_unrelated_tokens(world: World, ours: House) -> None:
    nir = nir_for()
    make_patient(ours.practice, nir=nir)
    make_patient(world.theirs.practice, nir=nir)
    with acting_as(system_actor(ours.practice.id, world.theirs.practice.id)):
        tokens = {bytes(row.token) for row in SearchToken.objects.all()}
    assert len(tokens) == 2


@pytest.mark.requirement("ST-22")
def test_a_probable_duplicate_is_reported_before_anything_is_written(
    create: Callable[..., Patient], ours: House
) -> None:
    known = make_patient(ours.practice, "Lefebvre", "Camille", BIRTH)
    with pytest.raises(ProbableDuplicate) as asked:
        create()
    assert asked.value.extra == {"candidates": [str(known.id)]}
    assert Patient.objects.count() == 1
    assert create(confirm_not_duplicate=True).id != known.id


def test_every_wrong_field_is_named_at_once(create: Callable[..., Patient]) -> None:
    with pytest.raises(InvalidInput) as refused:
        create(
            identity=identity(family_name="=cmd", given_names="<script>", birth_date=date(9999, 1, 1), sex="x"),
            contact=Contact(phones=("12",), email="nope", address=Address("a\x00b", "5?", "x" * 300, "ZZ")),
        )
    assert [error.field for error in refused.value.errors] == [
        "family_name", "given_names", "birth_date", "sex", "phones[0]", "email",
        "address.line", "address.city", "address.country", "address.postal_code",
    ]  # fmt: skip
    assert nothing_written()


def test_another_practice_is_not_found_and_a_manager_is_forbidden(
    create: Callable[..., Patient], world: World, charlie: Actor
) -> None:
    with pytest.raises(NotFound):
        create(actor=charlie)
    with pytest.raises(Forbidden):
        create(actor=world.actor("nadia"))
    assert nothing_written()
    assert create()


def test_the_journal_says_ids_and_a_digest_never_the_person(
    create: Callable[..., Patient], journal: list[audit.Event]
) -> None:
    patient = create(nir=nir_for(), contact=Contact(phones=("0639980001",)))
    (event,) = [event for event in journal if event.action == Action.PATIENT_CREATED]
    assert (event.patient_id, event.practice_id) == (patient.id, patient.practice_id)
    assert patient.nir is not None and event.details == {"nir_digest": patient.nir.digest}


def test_many_are_recorded_in_a_constant_number_of_statements(ours: House, camille: Actor) -> None:
    def newcomers(n: int, start: int) -> list[Newcomer]:
        return [
            Newcomer(
                identity(birth_date=date(1950, 1, 1 + i)), Contact(phones=("0639980001",)), nir_for(order=start + i)
            )
            for i in range(n)
        ]

    def import_them(batch: list[Newcomer]) -> list[Patient]:
        return services.create_patients(
            actor=camille, practice_id=ours.practice.id, newcomers=batch, notice_version=1, notice_channel="phone"
        )

    with CaptureQueriesContext(connection) as few:
        import_them(newcomers(2, 100))
    with CaptureQueriesContext(connection) as many:
        patients = import_them(newcomers(12, 200))
    growth = len(many) - len(few)
    assert growth in (0, 10), "only the notices' journal may grow with the number"
    assert len(patients) == 12 and all(p.nir is not None and p.nir.open() for p in patients)


def test_a_repeated_registration_by_a_colleague_meets_the_lock_first(
    create: Callable[..., Patient], camille: Actor
) -> None:
    with CaptureQueriesContext(connection) as statements:
        create()
    texts = [query["sql"] for query in statements]
    lock = next(n for n, text in enumerate(texts) if "pg_advisory_xact_lock" in text)
    compared = next(n for n, text in enumerate(texts) if "search_given_names" in text)
    assert lock < compared


def test_the_door_recorded_is_the_one_through_which_the_person_was_told(create: Callable[..., Patient]) -> None:
    assert create(notice_channel="web").collected_via == "web"
