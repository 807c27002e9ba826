"""Files in production carry their content in their name and lie packed beside themselves; a demonstration's do not."""

import gzip
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

WORDS = "/* Un feuillet assez long pour qu'il vaille la peine. */\n" * 200


@pytest.mark.parametrize(("chosen", "is_packed"), [("base", True), ("dev", False)])
def test_a_file_is_named_by_its_content_and_packed_where_it_travels(
    tmp_path: Path, chosen: str, is_packed: bool
) -> None:
    sources, collected = tmp_path / "sources", tmp_path / "collected"
    sources.mkdir()
    (sources / "sheet.css").write_text(WORDS)
    with override_settings(
        STORAGES=sys.modules[f"config.settings.{chosen}"].STORAGES,
        STATICFILES_DIRS=[sources],
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
        STATIC_ROOT=collected,
        DEBUG=False,
    ):
        call_command("collectstatic", "--noinput", verbosity=0)
        address = staticfiles_storage.url("sheet.css")
    name = address.rpartition("/")[2]
    assert name != "sheet.css" and (collected / name).read_text() == WORDS
    packed = collected / f"{name}.gz"
    assert packed.exists() is is_packed
    assert not is_packed or gzip.decompress(packed.read_bytes()).decode() == WORDS
