"""Codes are used once, whoever tries and however many try at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import connection, connections, transaction

from accounts.enums import SignInMethod
from accounts.models import RecoveryCode, TotpDevice, User
from accounts.second_factor import accept_code, compact, digest_of, method_of
from accounts.services import reset_code_throttle
from accounts.services.factors import write_recovery_codes
from accounts.totp import STEP_SECONDS, code_at, enrolment_uri, new_seed, readable, step_at
from core import clock
from core.errors import Forbidden
from core.scoping import system_actor
from tests.factories.accounts import actor_of, next_code, person

THREADS = 16
NINE = "2026-11-23T09:00:00Z"


def accepted(user: User, code: str) -> bool:
    with transaction.atomic():
        return accept_code(user, code)[0]


def device_of(user: User) -> TotpDevice:
    return TotpDevice.objects.get(user=user, confirmed=True)


def at_once(attempt: Callable[[], bool]) -> list[bool]:
    """Sixteen threads start the same attempt together, each on its own connection."""
    gate = Barrier(THREADS)

    def one(_: int) -> bool:
        try:
            connection.ensure_connection()
            gate.wait()
            return attempt()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


@pytest.mark.slow
@pytest.mark.requirement("ST-41")
def test_of_sixteen_simultaneous_tries_of_one_code_exactly_one_passes(committed: None) -> None:
    user = person()
    code = next_code(user)
    assert sum(at_once(lambda: accepted(user, code))) == 1


@pytest.mark.slow
def test_of_sixteen_simultaneous_tries_of_one_recovery_code_exactly_one_passes(committed: None) -> None:
    user = person()
    code = write_recovery_codes(user.id)[0]
    assert sum(at_once(lambda: accepted(user, code))) == 1


@pytest.mark.slow
def test_without_the_row_lock_the_race_would_be_lost(committed: None) -> None:
    """The positive control: the same device, read without its lock, accepts one code several times."""
    user = person()
    code, ready = next_code(user), Barrier(THREADS)

    def unlocked() -> bool:
        device = device_of(user)
        ready.wait()
        return device.verify_token(code)

    assert sum(at_once(unlocked)) > 1


@pytest.mark.django_db
class TestTotp:
    def test_a_code_is_accepted_once(self) -> None:
        with time_machine.travel(NINE, tick=False):
            user = person()
            code = next_code(user)
            assert [accepted(user, code) for _ in range(3)] == [True, False, False]

    def test_a_replayed_code_is_not_counted_as_a_guess(self) -> None:
        with time_machine.travel(NINE, tick=False):
            user = person()
            code = next_code(user)
            for _ in range(6):
                accepted(user, code)
            assert device_of(user).throttling_failure_count == 0

    @pytest.mark.parametrize(("late", "passes"), [(0, True), (1, True), (2, False), (-1, False)])
    def test_a_code_may_come_one_step_late_and_never_early(self, late: int, passes: bool) -> None:
        with time_machine.travel(NINE, tick=False):
            user = person()
            code = code_at(device_of(user).seed.open(), clock.now().timestamp() - late * STEP_SECONDS)
            assert accepted(user, code) is passes

    def test_the_strict_setting_takes_the_present_step_only(self, settings: Any) -> None:
        settings.TOTP_PAST_STEPS = 0
        with time_machine.travel(NINE, tick=False):
            user = person()
            late = code_at(device_of(user).seed.open(), clock.now().timestamp() - STEP_SECONDS)
            assert not accepted(user, late)
            assert accepted(user, next_code(user))

    def test_after_a_code_the_one_before_is_worth_nothing(self) -> None:
        with time_machine.travel(NINE, tick=False):
            user = person()
            before = code_at(device_of(user).seed.open(), clock.now().timestamp() - STEP_SECONDS)
            assert accepted(user, next_code(user))
            assert not accepted(user, before)

    def test_three_mistakes_are_free_then_each_one_doubles_the_wait(self) -> None:
        with time_machine.travel(NINE, tick=False) as moved:
            user = person()
            good = next_code(user)
            wrong = f"{(int(good) + 7) % 1_000_000:06d}"
            waits = []
            for _ in range(8):
                with transaction.atomic():
                    passed, wait = accept_code(user, wrong)
                assert not passed
                waits.append(wait)
                if wait:
                    with transaction.atomic():
                        assert accept_code(user, good) == (False, wait), "the right code waits too"
                moved.shift(wait)
            assert waits == [0, 0, 0, 1, 0, 2, 0, 4]
            assert accepted(user, next_code(user))

    def test_an_administrator_ends_the_wait(self) -> None:
        with time_machine.travel(NINE, tick=False):
            user, nadia = person(), person("nadia")
            TotpDevice.objects.filter(user=user).update(
                throttling_failure_count=40, throttling_failure_timestamp=clock.now()
            )
            assert not accepted(user, next_code(user))
            with pytest.raises(Forbidden):
                reset_code_throttle(actor=actor_of(nadia), user_id=user.id)
            reset_code_throttle(actor=actor_of(nadia, platform=True), user_id=user.id)
            assert accepted(user, next_code(user))

    def test_a_person_without_an_application_has_no_code(self) -> None:
        user = person()
        TotpDevice.objects.all().delete()
        assert not accepted(user, "123456")

    def test_the_seed_lies_sealed_in_the_database(self) -> None:
        user = person()
        seed = device_of(user).seed.open()
        with connection.cursor() as cursor:
            cursor.execute("SELECT seed FROM accounts_totp_device WHERE user_id = %s", [user.id])
            stored = bytes(cursor.fetchone()[0])
        assert stored[0] == 1
        assert seed.encode() not in stored
        assert "•••" in repr(device_of(user).seed)


@pytest.mark.django_db
class TestRecoveryCodes:
    def test_each_code_works_once(self) -> None:
        user = person()
        codes = write_recovery_codes(user.id)
        assert [accepted(user, code) for code in codes] == [True] * 10
        assert [accepted(user, code) for code in codes] == [False] * 10

    def test_a_code_belongs_to_one_person(self) -> None:
        user, charlie = person(), person("charlie")
        code = write_recovery_codes(user.id)[0]
        assert not accepted(charlie, code)
        assert accepted(user, code)

    def test_new_codes_void_the_former_ones(self) -> None:
        user = person()
        former = write_recovery_codes(user.id)
        write_recovery_codes(user.id)
        assert not accepted(user, former[0])

    def test_only_hashes_are_kept_and_each_code_has_128_bits(self) -> None:
        user = person()
        codes = write_recovery_codes(user.id)
        assert len({compact(code) for code in codes}) == 10
        assert all(len(compact(code)) == 26 for code in codes)
        assert set(RecoveryCode.objects.values_list("digest", flat=True)) == {digest_of(code) for code in codes}

    def test_a_code_is_read_with_or_without_its_hyphens(self) -> None:
        user = person()
        code = write_recovery_codes(user.id)[0]
        assert accepted(user, f" {code.lower().replace('-', ' ')} ")


def test_a_code_outside_a_transaction_is_a_defect(db: None) -> None:
    user = person()
    connection.in_atomic_block, before = False, connection.in_atomic_block
    try:
        with pytest.raises(RuntimeError):
            accept_code(user, "123456")
    finally:
        connection.in_atomic_block = before


@pytest.mark.parametrize(
    ("code", "method"),
    [
        ("123456", SignInMethod.TOTP),
        ("123 456", SignInMethod.TOTP),
        ("１２３４５６", SignInMethod.RECOVERY_CODE),
        ("ABCD-2345", SignInMethod.RECOVERY_CODE),
    ],
)
def test_the_form_of_a_code_tells_its_kind(code: str, method: SignInMethod) -> None:
    assert method_of(code) is method


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238 appendix B, SHA-1, cut to six digits."""
    from base64 import b32encode

    seed = b32encode(b"12345678901234567890").decode()
    assert [code_at(seed, t) for t in (59, 1111111109, 1234567890, 20000000000)] == [
        "287082", "081804", "005924", "353130",
    ]  # fmt: skip


def test_the_enrolment_address_names_the_product_and_the_person() -> None:
    seed = new_seed()
    assert enrolment_uri(seed, "camille") == (
        f"otpauth://totp/Permanence%3Acamille?secret={seed}&issuer=Permanence&algorithm=SHA1&digits=6&period=30"
    )
    assert readable(seed).replace(" ", "") == seed
    assert step_at(59) == 1


def test_the_system_may_reset_a_wait(db: None) -> None:
    reset_code_throttle(actor=system_actor(), user_id=person().id)
