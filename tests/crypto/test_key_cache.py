from crypto.cipher import SealingKey
from crypto.key_cache import LIFETIME_SECONDS, KeyCache

KEY = SealingKey(bytes(32), version=1)


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def test_a_key_is_kept_for_fifteen_minutes_and_not_a_second_longer() -> None:
    clock = Clock()
    cache = KeyCache(clock=clock)
    cache.put("practice", KEY)
    clock.time += LIFETIME_SECONDS - 1
    assert cache.get("practice") is KEY
    clock.time += 1
    assert cache.get("practice") is None
    assert LIFETIME_SECONDS == 900


def test_wiping_forgets_everything_at_once() -> None:
    cache = KeyCache()
    cache.put("practice", KEY)
    cache.wipe()
    assert cache.get("practice") is None


def test_a_key_whose_row_may_be_rolled_back_is_not_kept() -> None:
    cache = KeyCache()
    cache.distrust("practice")
    cache.put("practice", KEY)
    assert cache.get("practice") is None
    cache.trust("practice")
    cache.put("practice", KEY)
    assert cache.get("practice") is KEY
