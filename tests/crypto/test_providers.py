import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from crypto import checks, providers
from crypto.providers import KeyProvider, ProviderUnavailable, WrapRefused
from crypto.providers.file import FileKeys
from crypto.providers.memory import MemoryKeys

MAKERS: dict[str, Callable[[Path], KeyProvider]] = {
    "memory": lambda folder: MemoryKeys(),
    "file": lambda folder: FileKeys(folder / "keys" / "keyring.json"),
}


@pytest.fixture(params=sorted(MAKERS))
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> KeyProvider:
    """The contract that a hardware module's provider will have to pass as well."""
    provider = MAKERS[request.param](tmp_path)
    provider.create("top-1")
    return provider


def test_a_wrapped_key_comes_back_for_the_same_context(keys: KeyProvider) -> None:
    wrapped = keys.wrap("top-1", b"k" * 32, b"context")
    assert b"kkkk" not in wrapped
    assert keys.unwrap("top-1", wrapped, b"context") == b"k" * 32


def test_another_context_or_a_changed_wrap_is_refused(keys: KeyProvider) -> None:
    wrapped = keys.wrap("top-1", b"k" * 32, b"context")
    with pytest.raises(WrapRefused):
        keys.unwrap("top-1", wrapped, b"another")
    with pytest.raises(WrapRefused):
        keys.unwrap("top-1", wrapped[:-1] + bytes([wrapped[-1] ^ 1]), b"context")


def test_creating_a_key_again_keeps_it(keys: KeyProvider) -> None:
    wrapped = keys.wrap("top-1", b"k" * 32, b"c")
    keys.create("top-1")
    assert keys.unwrap("top-1", wrapped, b"c") == b"k" * 32


def test_an_unknown_key_is_unavailable(keys: KeyProvider) -> None:
    for act in (
        lambda: keys.wrap("nothing", b"k" * 32, b""),
        lambda: keys.unwrap("nothing", b"", b""),
        lambda: keys.hmac("nothing", b""),
    ):
        with pytest.raises(ProviderUnavailable):
            act()


def test_hmac_depends_on_the_key_and_the_data(keys: KeyProvider) -> None:
    keys.create("top-2")
    first = keys.hmac("top-1", b"data")
    assert len(first) == 32
    assert first == keys.hmac("top-1", b"data")
    assert first != keys.hmac("top-1", b"other") != keys.hmac("top-2", b"other")


def test_a_destroyed_key_unwraps_nothing_any_more(keys: KeyProvider) -> None:
    wrapped = keys.wrap("top-1", b"k" * 32, b"c")
    keys.destroy("top-1")
    with pytest.raises(ProviderUnavailable):
        keys.unwrap("top-1", wrapped, b"c")


def test_the_keyring_file_is_private_and_outlives_the_process(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "keyring.json"
    first = FileKeys(path)
    first.create("top-1")
    wrapped = first.wrap("top-1", b"k" * 32, b"c")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert FileKeys(path).unwrap("top-1", wrapped, b"c") == b"k" * 32


def test_a_key_made_by_another_process_is_found(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    mine = FileKeys(path)
    mine.create("top-1")
    FileKeys(path).create("top-2")
    assert len(mine.hmac("top-2", b"x")) == 32


def test_processes_that_create_the_same_key_at_once_agree_on_it(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    program = (
        "import sys; from pathlib import Path; from crypto.providers.file import FileKeys;"
        "keys = FileKeys(Path(sys.argv[1])); keys.create('top-1'); print(keys.hmac('top-1', b'x').hex())"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert len({run.communicate()[0] for run in runs}) == 1


def test_a_keyring_open_to_others_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    FileKeys(path).create("top-1")
    path.chmod(0o640)
    with pytest.raises(ProviderUnavailable, match="600"):
        FileKeys(path).hmac("top-1", b"x")


@pytest.mark.parametrize("damage", ["", "{", json.dumps({"top-1": "not base64!"}), "[]"])
def test_a_damaged_keyring_is_unavailable_and_never_replaced(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "keyring.json"
    FileKeys(path).create("top-1")
    path.write_text(damage)
    with pytest.raises(ProviderUnavailable):
        FileKeys(path).create("top-2")
    assert path.read_text() == damage


@pytest.mark.parametrize("name", ["hsm", "", "File"])
def test_an_unknown_provider_stops_the_product(settings: Any, name: str) -> None:
    settings.KEYRING_PROVIDER = name
    providers.provider.cache_clear()
    try:
        with pytest.raises(ImproperlyConfigured, match="KEYRING_PROVIDER"):
            providers.provider()
    finally:
        providers.provider.cache_clear()


@pytest.mark.parametrize("name", ["file", "memory", "hsm", ""])
def test_production_refuses_every_provider_of_this_release_and_says_what_will_come(settings: Any, name: str) -> None:
    settings.KEYRING_PROVIDER = name
    [sentence] = checks.production_refusals()
    assert f"KEYRING_PROVIDER={name}" in sentence
    assert "hardware security module" in sentence
