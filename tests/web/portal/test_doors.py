"""Who is known stays unsaid, nobody is flooded or shut out, no cookie too soon, the web asks what the desk asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given, settings
from hypothesis import strategies as st

from booking import queries, services
from core.errors import DomainError
from core.scoping import Actor, Channel, acting_as, system_actor
from notifications.codes import CodeMessage, tell_code
from online.actors import visitor
from online.allowances import LIMITS, Asked
from online.models import Allowance, BookingDraft
from online.queries import answers_of
from online.services import tell
from online.services.codes import TOPIC
from online.services.retention import forget_ended
from outbox.services import Claim, claim
from practices.models import Practice
from tests.architecture.house import ROOT
from tests.factories.booking import MONDAY, NOW, at, book, open_every_week
from tests.factories.online import Booker, open_online
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_role, make_visit_reason
from web.portal.edge import origin_of

pytestmark = pytest.mark.django_db
NINE = at("09:00")
THEIRS = {"phone": "06 39 98 00 07"}


def answers_to(booker: Booker, start: datetime, **told: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Status and size of each answer up to the confirmation, and how many statements each took."""
    sizes, work = [], []
    for act in (lambda: booker.choose(start), lambda: booker.tell(**told), booker.prove, booker.recap, booker.confirm):
        with CaptureQueriesContext(connection) as seen:
            response: Any = act()
        sizes.append((response.status_code, len(response.content)))
        work.append(len([one for one in seen if "SAVEPOINT" not in one["sql"]]))
    return sizes, work


@pytest.mark.requirement("ST-22")
def test_a_stranger_learns_nothing_of_who_is_known(ours: House, booker: Booker) -> None:
    """Somebody of the practice and nobody, named with a number that is not theirs: same sizes, same statements."""
    make_patient(ours.practice, "Duval", "Inès", MONDAY.replace(1984, 3, 12), phones=("+33639980001",))
    answers_to(Booker(ours, booker.reason), at("09:30"), birth_name="Leroy", given_names="Max", phone="06 39 98 00 06")
    known = answers_to(Booker(ours, booker.reason), at("10:00"), phone="06 39 98 00 07")
    nobody = answers_to(
        Booker(ours, booker.reason), at("10:30"), birth_name="Duran", birth_date="21/07/1991", phone="06 39 98 00 08"
    )
    assert [status for status, _ in known[0]] == [302, 302, 302, 200, 302]
    assert known == nobody


def test_reasons_reserved_for_the_known_say_so_before_anybody_is_named(ours: House) -> None:
    reason = make_visit_reason(ours.practice, [ours.role], "Suivi", by_web=True, open_to_new_patients=False)
    booker = Booker(ours, reason)
    make_patient(ours.practice, "Duval", "Inès", MONDAY.replace(1984, 3, 12), phones=("+33639980001",))
    assert "patients déjà suivis" in booker.client.get(booker.here).content.decode()
    refusals = {booker.book(NINE, **told).content for told in (THEIRS, {**THEIRS, "given_names": "Zoé"})}
    assert len(refusals) == 1, "a stranger who names somebody known is a newcomer like any other"
    assert "Ce rendez-vous se prend par téléphone" in refusals.pop().decode(), "as to whom a measure sends there"


@pytest.mark.requirement("ST-38")
def test_no_cookie_is_set_before_an_hour_is_chosen_and_one_from_then_on(ours: House, booker: Booker) -> None:
    for address in ("/rdv/", booker.here, booker.slots):
        assert dict(booker.client.get(address).cookies) == {}
    chosen = booker.choose(NINE)
    assert set(chosen.cookies) == {"rdv"}
    morsel = chosen.cookies["rdv"]
    assert (morsel["httponly"], morsel["samesite"]) == (True, "Lax")
    assert "Duval" not in morsel.value
    booker.tell()
    booker.prove()
    assert booker.confirm().cookies["rdv"]["max-age"] == 0


def test_an_hour_is_not_chosen_from_another_site(ours: House, booker: Booker) -> None:
    value = {"creneau": f"{ours.role.id.hex[-12:]}.{int(NINE.timestamp()) // 60}"}
    for headers in (
        {},
        {"Origin": "https://ailleurs.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
        {"Referer": "https://ailleurs.example/"},
    ):
        assert Client(headers=headers).post(booker.slots, value).status_code == 403, headers
    with acting_as(system_actor(ours.practice.id)):
        assert not BookingDraft.objects.exists()
    assert Client(headers={"Referer": f"http://testserver{booker.slots}"}).post(booker.slots, value).status_code == 302


def test_what_is_typed_needs_the_token_of_its_form(ours: House, booker: Booker) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    value = {"creneau": f"{ours.role.id.hex[-12:]}.{int(NINE.timestamp()) // 60}"}
    assert strict.post(booker.slots, value).status_code == 302
    assert strict.post(f"{booker.here}patient/", {}).status_code == 403
    assert strict.post(f"{booker.here}abandon/", {}).status_code == 403


def test_what_is_typed_is_in_no_address_and_sealed_in_the_database(ours: House, booker: Booker) -> None:
    booker.choose(NINE)
    there = [booker.tell().headers["Location"], booker.prove().headers["Location"]]
    assert all("Duval" not in one and "3998" not in one for one in there)
    with acting_as(system_actor(ours.practice.id)), connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM online_bookingdraft t")
        (kept,) = cursor.fetchone()
    assert "Duval" not in kept
    assert b"Duval".hex() not in kept


@pytest.mark.parametrize("asked", [Asked.HOLD, Asked.CODE, Asked.LINK, Asked.LOOK])
def test_a_connection_that_insists_is_told_how_long_and_whom_to_call(ours: House, booker: Booker, asked: Asked) -> None:
    booker.choose(NINE)
    booker.tell()
    address = f"{booker.here}patient/"
    booker.client.get("/rdv/lien/x/")
    booker.client.get(booker.slots)
    booker.choose(at("09:15"))
    booker.tell(phone="06 39 98 00 05")
    (place,) = set(Allowance.objects.filter(kind=asked.value).values_list("subject", flat=True))
    for _ in range(LIMITS[asked].most):
        Allowance.objects.create(kind=asked.value, subject=place, at=NOW)
    refused = {
        Asked.HOLD: lambda: Booker(ours, booker.reason).choose(at("10:00")),
        Asked.CODE: lambda: booker.client.post(f"{booker.here}code/", {"again": "1"}),
        Asked.LINK: lambda: booker.client.get("/rdv/lien/x/"),
        Asked.LOOK: lambda: booker.client.get(booker.slots),
    }[asked]()
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) <= LIMITS[asked].window.total_seconds() + 1
    assert "ou appelez le cabinet" in refused.content.decode()
    assert booker.client.get(address).status_code == 200, "what is under way goes on"


@pytest.mark.requirement("ST-17")
@pytest.mark.parametrize(
    ("one", "neighbour", "elsewhere"),
    [("192.0.2.7", "192.0.2.200", "192.0.3.7"), ("2001:db8:1:2::7", "2001:db8:1:ffff::9", "2001:db8:2:2::7")],
)
def test_an_address_is_cut_before_anything_of_it_is_kept(one: str, neighbour: str, elsewhere: str) -> None:
    """A digest of the whole address would still be that of one subscriber."""
    digests = [origin_of(RequestFactory().get("/", REMOTE_ADDR=address)) for address in (one, neighbour, elsewhere)]
    assert digests[0] == digests[1] != digests[2]


def test_a_contact_is_not_flooded_with_codes(ours: House, booker: Booker) -> None:
    sent = []
    for _ in range(LIMITS[Asked.CODE_CONTACT].most + 1):
        other = Booker(ours, booker.reason)
        other.choose(at("11:00"))
        sent.append(other.tell().status_code)
        other.client.post(f"{other.here}abandon/")
    assert sent == [302] * LIMITS[Asked.CODE_CONTACT].most + [429]
    with acting_as(system_actor(ours.practice.id)):
        Practice.objects.filter(id=ours.practice.id).update(phone="+33199000010")
    other = Booker(ours, booker.reason)
    other.choose(at("11:00"))
    refused = other.tell()
    page = refused.content.decode().replace("&#x27;", "'")
    assert "a déjà reçu plusieurs codes" in page and "Quelqu'un d'autre a pu les demander" in page
    assert 'href="tel:+33199000010"' in page, "the telephone stays open"
    assert "donnez un autre numéro" in page
    assert other.tell(**THEIRS).status_code == 302, "and so does another number"


def test_wrong_codes_typed_by_a_stranger_shut_nobody_out_of_their_number(ours: House, booker: Booker) -> None:
    for _ in range(5):
        stranger = Booker(ours, booker.reason)
        stranger.choose(at("11:00"))
        stranger.tell()
        for _ in range(7):
            stranger.client.post(f"{stranger.here}code/", {"code": "000 00"})
        stranger.client.post(f"{stranger.here}abandon/")
    assert booker.book(NINE).status_code == 302


def test_one_busy_practice_leaves_the_rest_of_a_carrier_its_room(world: World, booker: Booker) -> None:
    """A network cut short may be that of thousands of telephones."""
    other = Booker(world.theirs, open_online(world.theirs))
    booker.client.get(booker.slots)
    (place,) = set(Allowance.objects.filter(kind=Asked.LOOK.value).values_list("subject", flat=True))
    for _ in range(LIMITS[Asked.LOOK].most):
        Allowance.objects.create(kind=Asked.LOOK.value, subject=place, at=NOW)
    assert booker.client.get(booker.slots).status_code == 429
    assert other.client.get(other.slots).status_code == 200
    (all_of_it,) = set(Allowance.objects.filter(kind=Asked.LOOK_ALL.value).values_list("subject", flat=True))
    rows = [Allowance(kind=Asked.LOOK_ALL.value, subject=all_of_it, at=NOW) for _ in range(LIMITS[Asked.LOOK_ALL].most)]
    Allowance.objects.bulk_create(rows)
    assert other.client.get(other.slots).status_code == 429, "not without end"


def test_continuing_again_sends_no_other_code_unless_the_contact_changed_or_one_is_asked_for(
    ours: House, booker: Booker, travel: Any
) -> None:
    booker.choose(NINE)

    def sent() -> int:
        return booker.draft().code_number

    booker.tell()
    code = booker.code()
    assert booker.tell(given_names="Inès Marie").headers["Location"].endswith("/code/")
    assert (sent(), booker.code()) == (1, code), "the code that was received still opens"
    booker.tell(**THEIRS)
    assert sent() == 2, "another contact, another code"
    booker.client.post(f"{booker.here}code/", {"again": "1"})
    assert sent() == 3
    travel.move_to(NOW + timedelta(minutes=11))
    booker.tell(**THEIRS)
    assert sent() == 4, "the former one is too old"
    for _ in range(5):
        booker.client.post(f"{booker.here}code/", {"code": "000 00"})
    booker.tell(**THEIRS)
    assert sent() == 5, "tried too often"


def test_the_code_of_one_contact_proves_no_other(ours: House, booker: Booker) -> None:
    booker.choose(NINE)
    booker.tell()
    with acting_as(system_actor(ours.practice.id)):
        draft = BookingDraft.objects.get()
        tell(actor=visitor(ours.practice.id), draft=draft, typed=replace(answers_of(draft), phone="06 39 98 00 07"))
    booker.prove()
    assert booker.draft().proven_at is None


def test_a_family_books_one_after_the_other_from_one_place(ours: House, booker: Booker) -> None:
    names = ("Anne", "Léo", "Zoé", "Max", "Eva")
    booked = [
        Booker(ours, booker.reason).book(NINE + timedelta(minutes=15 * place), given_names=name).status_code
        for place, name in enumerate(names)
    ]
    assert booked == [302] * len(names)


class Box:
    """A channel that keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[CodeMessage] = []

    def send_letter(self, *_: object) -> None: ...

    def send_code(self, message: CodeMessage) -> None:
        self.messages.append(message)


def test_the_code_leaves_by_the_outbox_and_a_former_one_never_does(ours: House, booker: Booker) -> None:
    booker.choose(NINE)
    booker.tell()
    first = booker.code()
    booker.client.post(f"{booker.here}code/", {"again": "1"})
    rows: list[Claim] = [row for row in claim(20) if row.topic == TOPIC]
    box = Box()
    with acting_as(system_actor(ours.practice.id)):
        said = {row.version: tell_code(box, row) for row in rows}
    assert said == {1: "superseded", 2: None}
    (message,) = box.messages
    assert (message.to, message.is_sms) == ("+33639980001", True)
    assert booker.code() in message.sentence
    assert first not in message.sentence or first == booker.code()
    assert "639980001" not in repr(message)
    assert booker.code() not in repr(message)


def test_what_has_ended_is_swept(ours: House, booker: Booker, travel: Any) -> None:
    """The database has the last word on the hour: what it believes to be long past."""
    booker.choose(NINE)
    booker.tell()
    assert forget_ended() == 0
    assert Allowance.objects.exists()
    travel.move_to(NOW + timedelta(hours=2))
    forget_ended()
    assert not Allowance.objects.exists()


def test_the_fullest_week_of_the_fullest_house_stays_light(ours: House, booker: Booker) -> None:
    """Ten practitioners, twelve hours a day, a start every five minutes: the page and its style sheet under 60 kB."""
    roles = [make_role(ours.practice, ours.location) for _ in range(9)]
    for role in roles:
        open_every_week(role, "08:00", "20:00")
    reason = make_visit_reason(
        ours.practice, [ours.role, *roles], "Vaccination", by_web=True, duration_minutes=10, step_minutes=5
    )
    busy = Booker(ours, reason)
    page = busy.client.get(busy.slots)
    style = sum((ROOT / "web/frontend" / name).stat().st_size for name in ("portal.css", "styles/tokens.css"))
    assert 20_000 < len(page.content) + style + (ROOT / "web/frontend/icon.svg").stat().st_size < 60_000
    assert "Toute la journée de" in page.content.decode()
    alone = busy.client.get(f"{busy.slots}?praticien={roles[0].id}")
    assert "Toute la journée de" not in alone.content.decode()
    assert len(alone.content) + style < 60_000


# Every quarter of three weeks, and hours that no grid has.
STARTS = st.integers(0, 21 * 96).map(lambda quarter: at("00:00") + timedelta(minutes=15 * quarter)) | st.integers(
    0, 21 * 1440
).map(lambda minute: at("00:00") + timedelta(minutes=minute))


# Half of the questions are about hours that are open.
OPEN = st.builds(
    lambda day, quarter: at("09:00") + timedelta(days=day, minutes=15 * quarter), st.integers(0, 13), st.integers(0, 11)
)
# What is in the way: visits of others, absences, of some quarters each.
BUSY = st.lists(st.tuples(st.sampled_from(["visit", "absence"]), OPEN, st.integers(1, 12)), max_size=3)
DOORS = (Channel.PHONE, Channel.WEB, Channel.API)


@pytest.fixture
def every_door(ours: House) -> House:
    second = make_role(ours.practice, ours.location)
    open_every_week(second, "10:00", "11:00", weekdays=(1, 3))
    make_visit_reason(
        ours.practice, [ours.role, second], "Trois portes", by_web=True, by_partner=True, duration_minutes=20,
        step_minutes=15, buffer_after_minutes=5, min_notice_minutes=180, booking_window_days=12, daily_quota=4,
    )  # fmt: skip
    return ours


@pytest.mark.requirement("ST-04")
def test_every_door_offers_and_refuses_the_same(every_door: House) -> None:
    """One question at the telephone's door, the web's and the programs': hours, hold and visit, or the same refusal."""
    house, seen = every_door, set()
    somebody, other = (make_patient(house.practice, name) for name in ("Porte", "Autre"))
    system, web = system_actor(house.practice.id), visitor(house.practice.id)

    @settings(max_examples=15, deadline=None)
    @given(start=OPEN | STARTS, busy=BUSY)
    @example(start=at("09:30") + timedelta(days=7), busy=[])
    @example(start=at("03:00"), busy=[])
    def asked(start: datetime, busy: list[tuple[str, datetime, int]]) -> None:
        with acting_as(system), _undone():
            for kind, when, quarters in busy:
                _lay(system, house, other.id, kind, when, quarters)
            found = [_through(replace(web, channel=door), house, somebody.id, start) for door in DOORS]
        assert found[0] == found[1] == found[2]
        seen.update(type(one) for one in found[0][1:])

    asked()
    assert seen == {str, tuple}, "positive control: some were taken, some refused"


@contextmanager
def _undone() -> Iterator[None]:
    with suppress(_Undo), transaction.atomic():
        yield
        raise _Undo


class _Undo(Exception):
    """Nothing of an example is left to the next."""


def _reason(house: House) -> UUID:
    return house.role.offers.filter(visit_reason__name="Trois portes").values_list("visit_reason", flat=True)[0]


def _lay(actor: Actor, house: House, patient_id: UUID, kind: str, when: datetime, quarters: int) -> None:
    end = when + timedelta(minutes=15 * quarters)
    with suppress(DomainError), transaction.atomic():
        if kind == "visit":
            book(actor, house, patient_id, when)
        else:
            services.add_absence(
                actor=actor,
                practice_id=house.practice.id,
                practitioner_id=house.role.practitioner_id,
                start=when,
                end=end,
            )


def _through(actor: Actor, house: House, patient_id: UUID, start: datetime) -> list[Any]:
    """What one door answers: the hours of two days, then a hold, then a visit at once."""
    reason_id, day = _reason(house), start.replace(hour=0, minute=0)
    asked = {"visit_reason_id": reason_id, "practitioner_role_id": house.role.id, "start": start}
    hours = queries.search_slots(actor, visit_reason_id=reason_id, start=day, end=day + timedelta(days=2))
    return [
        (hours.groups, hours.next_available),
        _answer(lambda: services.hold_slot(actor=actor, **asked)),
        _answer(lambda: services.book_appointment(actor=actor, patient_id=patient_id, **asked)),
    ]


def _answer(act: Callable[[], Any]) -> Any:
    """When it would be; or the code of the refusal with all that it says. Undone either way."""
    found: Any = None
    with _undone():
        try:
            with transaction.atomic():
                made = act()
                found = (getattr(made, "start", None) or made.starts_at, made.__class__.__name__)
        except DomainError as refusal:
            found = f"{refusal.code} {sorted(refusal.extra.items())}"
    return found


def test_the_code_names_no_specialty(ours: House, booker: Booker) -> None:
    with acting_as(system_actor(ours.practice.id)):
        ours.practice.name = "Centre d'oncologie"
        ours.practice.save(update_fields=["name"])
    booker.choose(NINE)
    booker.tell()
    box = Box()
    with acting_as(system_actor(ours.practice.id)):
        for row in claim(20):
            if row.topic == TOPIC:
                tell_code(box, row)
    (message,) = box.messages
    assert message.sentence.startswith("Votre cabinet : votre code est")
