"""No NIR and no sealed sentence lies about in readable form: in no dump, data file, log or queue."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from config.postgres_place import place_for
from tests.running import encodings
from tests.running.api_caller import Caller
from tests.running.conftest import Product
from tests.running.planting import DOCTOR, FAMILY_NAME, Planted, plant
from tests.running.scanner import files_of, found_in

COUNT = 20

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.requirement("ST-41"),
]


@pytest.fixture(scope="module")
def planted(product: Product) -> Planted:
    """Everything planted, one NIR and one note disclosed to the person who may see them."""
    caller = Caller(product.address)
    caller.sign_in(*DOCTOR, product.manage("otp_code", DOCTOR[0]).strip())
    planted = plant(caller, COUNT)
    caller.expect(200, "POST", "/session/step-up", {"code": product.manage("otp_code", DOCTOR[0]).strip()})
    first = f"/patients/{planted.patient_ids[0]}"
    told = caller.expect(200, "POST", f"{first}/nir-disclosure", {"reason": planted.phrase()})
    assert told == {"nir": planted.nirs[0]}
    return planted


@pytest.fixture(scope="module")
def wanted(planted: Planted) -> dict[str, bytes]:
    """Every shape of every secret; the name says which, without saying it."""
    shapes = {}
    for number, nir in enumerate(planted.nirs):
        shapes |= {f"NIR {number}, {name}": value for name, value in encodings.of_nir(nir).items()}
    for number, phrase in enumerate(planted.phrases):
        shapes |= {f"phrase {number}, {name}": value for name, value in encodings.of_phrase(phrase).items()}
    return shapes


@pytest.fixture(scope="module")
def dump(product: Product, planted: Planted, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plain dump of every row, by a superuser, as a backup would be."""
    program = place_for(Path(os.environ["VAR_DIR"])).programs / "pg_dump"
    target = tmp_path_factory.mktemp("dump") / "permanence.sql"
    subprocess.run([program, "--dbname", product.cluster.url("postgres"), "--file", target], check=True)
    return target


@pytest.fixture(scope="module")
def data_folder(product: Product, planted: Planted) -> Path:
    """The server's own files, after it has written everything down."""
    with psycopg.connect(product.cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    return product.cluster.data


@pytest.fixture
def left_message(product: Product, planted: Planted) -> str:
    """A message in a queue that nobody reads: what is queued can be found."""
    marker = uuid4().hex
    send = "import sys; from config.celery import app; app.send_task('nobody.reads', sys.argv[1:], queue='control')"
    subprocess.run(
        [sys.executable, "-c", send, marker], env=product.environment, cwd=Path(__file__).parents[2], check=True
    )
    return marker


def test_at_least_37_shapes_of_a_nir_are_looked_for(planted: Planted) -> None:
    assert len(encodings.of_nir(planted.nirs[0])) >= 37


def test_the_scan_finds_each_shape_where_there_is_one(wanted: dict[str, bytes], tmp_path: Path) -> None:
    border = (1 << 20) - 5
    for number, value in enumerate(wanted.values()):
        if number % 97 == 0:
            (tmp_path / f"{number}").write_bytes(os.urandom(border) + value + os.urandom(64))
    expected = {name for number, name in enumerate(wanted) if number % 97 == 0}
    assert expected <= found_in([tmp_path], wanted)
    together = tmp_path / "together"
    together.write_bytes(b"\n\0".join(wanted.values()))
    # A shape may hold another one; grep then tells the longest, so each NIR and phrase is asked for alone.
    for name, value in list(wanted.items())[::53]:
        assert found_in([together], {name: value}) == {name}


def test_nothing_sealed_is_in_a_dump(dump: Path, wanted: dict[str, bytes]) -> None:
    assert found_in([dump], {"control": FAMILY_NAME.encode()}) == {"control"}
    assert found_in([dump], wanted) == set()


def test_nothing_sealed_is_in_the_data_files_or_the_write_ahead_log(
    data_folder: Path, wanted: dict[str, bytes]
) -> None:
    control = {"control": FAMILY_NAME.encode()}
    assert found_in([data_folder / "base"], control) == {"control"}
    assert found_in([data_folder / "pg_wal"], control) == {"control"}
    assert found_in([data_folder], wanted) == set()


def test_nothing_sealed_and_no_name_is_in_what_the_programs_say(
    product: Product, planted: Planted, wanted: dict[str, bytes]
) -> None:
    logs = [product.log, product.cluster.folder / "log", product.cluster.folder / "last-words"]
    names = {"name": FAMILY_NAME.encode(), "name, escaped": FAMILY_NAME.encode("unicode_escape")}
    controls = {"an id": planted.patient_ids[0].encode(), "the server's start": b"ready to accept connections"}
    assert found_in(logs, controls) == set(controls)
    assert found_in(logs, {**wanted, **names}) == set()


def test_nothing_sealed_and_no_name_is_in_the_queue_or_any_other_file(
    product: Product, left_message: str, wanted: dict[str, bytes]
) -> None:
    others = [path for path in product.var_dir.iterdir() if path != product.cluster.folder]
    assert found_in([product.var_dir / "celery"], {"control": left_message.encode()}) == {"control"}
    assert len([file for path in others for file in files_of(path)]) > 5
    assert found_in(others, {**wanted, "name": FAMILY_NAME.encode()}) == set()
