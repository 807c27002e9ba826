"""One embedded server shared by several processes: private, silent about values, stopped by the last to leave."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config import embedded_postgres
from config.embedded_postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET_WORD = "ipecacuanha"
ROLES = (ROOT / "config/database_roles.sql").read_bytes()
# Another process: takes the server, says so, waits to be told, leaves.
NEIGHBOUR = """
import sys
from pathlib import Path
from config import embedded_postgres
var_dir = Path(sys.argv[1])
cluster, started = embedded_postgres.ensure_running(var_dir)
print(started, flush=True)
sys.stdin.readline()
print(embedded_postgres.release(var_dir, cluster), flush=True)
"""


@pytest.fixture
def var_dir() -> Iterator[Path]:
    """A folder that the server's account can enter; pytest's own are closed to it."""
    with tempfile.TemporaryDirectory(prefix="permanence-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        embedded_postgres.stop(embedded_postgres.cluster_in(folder))


def answers(cluster: Cluster) -> bool:
    try:
        psycopg.connect(cluster.url("permanence_web")).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.mark.slow
def test_the_last_process_to_leave_stops_the_server(var_dir: Path) -> None:
    cluster, started = embedded_postgres.ensure_running(var_dir)
    assert started
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", NEIGHBOUR, str(var_dir)], cwd=ROOT, **pipes) as neighbour:
        assert neighbour.stdout is not None and neighbour.stdin is not None
        assert neighbour.stdout.readline().strip() == "False", "it was running already"
        assert embedded_postgres.release(var_dir, cluster) is False
        assert answers(cluster)
        neighbour.stdin.write("leave\n")
        neighbour.stdin.flush()
        assert neighbour.stdout.readline().strip() == "True"
    assert not answers(cluster)


@pytest.mark.slow
def test_the_server_is_private_and_keeps_values_out_of_its_log(var_dir: Path) -> None:
    cluster, _ = embedded_postgres.ensure_running(var_dir)
    with psycopg.connect(cluster.url("permanence_owner"), autocommit=True) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        connection.execute("CREATE TABLE trial (word text UNIQUE)")
        connection.execute("INSERT INTO trial VALUES (%s)", [SECRET_WORD])
        with pytest.raises(psycopg.errors.UniqueViolation) as refusal:
            connection.execute("INSERT INTO trial VALUES (%s)", [SECRET_WORD])
        assert SECRET_WORD in str(refusal.value), "the client is told, so there was something to keep out"
    log = subprocess.run(["cat", str(cluster.log)], capture_output=True, text=True, check=True).stdout
    assert "trial_word_key" in log
    assert SECRET_WORD not in log
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        psycopg.connect(cluster.url("permanence_web").replace(cluster.password("permanence_web"), "guess"))
    embedded_postgres.release(var_dir, cluster)


@pytest.mark.slow
def test_roles_are_as_weak_as_they_must_be(var_dir: Path) -> None:
    cluster, _ = embedded_postgres.ensure_running(var_dir)
    with psycopg.connect(cluster.url("postgres", "postgres")) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname LIKE 'permanence%'"
        ).fetchall()
    assert set(rows) == {
        ("permanence_owner", False, False, True),
        ("permanence_search", False, True, False),
        ("permanence_sealer", False, True, True),
        ("permanence_web", False, False, True),
    }
    embedded_postgres.release(var_dir, cluster)


@pytest.mark.slow
def test_the_owner_has_no_right_of_the_search_role_before_it_says_so(var_dir: Path) -> None:
    cluster, _ = embedded_postgres.ensure_running(var_dir)
    with psycopg.connect(cluster.url("postgres")) as connection:
        connection.execute("CREATE TABLE kept (id integer)")
        connection.execute("REVOKE ALL ON kept FROM PUBLIC; GRANT SELECT ON kept TO permanence_search")
    with psycopg.connect(cluster.url("permanence_owner"), autocommit=True) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT FROM kept")
        connection.execute("SET ROLE permanence_search")
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,), "positive control"
    with psycopg.connect(cluster.url("postgres", "postgres")) as connection:
        held = "SELECT pg_has_role('permanence_owner', 'permanence_search', %s)"
        assert connection.execute(held, ["USAGE"]).fetchone() == (False,)
        assert connection.execute(held, ["MEMBER"]).fetchone() == (True,)
        connection.execute(ROLES)
        assert connection.execute(held, ["USAGE"]).fetchone() == (False,), "run again, it says the same"
    embedded_postgres.release(var_dir, cluster)


@pytest.mark.slow
def test_a_cluster_prepared_before_is_mended_by_running_the_roles_again(var_dir: Path) -> None:
    cluster, _ = embedded_postgres.ensure_running(var_dir)
    with psycopg.connect(cluster.url("postgres", "postgres")) as connection:
        held = "SELECT pg_has_role('permanence_owner', 'permanence_search', 'USAGE')"
        connection.execute("GRANT permanence_search TO permanence_owner WITH INHERIT TRUE")
        assert connection.execute(held).fetchone() == (True,), "positive control: as it stood before"
        connection.execute(ROLES)
        assert connection.execute(held).fetchone() == (False,)
    embedded_postgres.release(var_dir, cluster)


def test_passwords_are_kept_from_others_and_never_drawn_twice(var_dir: Path) -> None:
    first = embedded_postgres.cluster_in(var_dir)
    passwords = (first.folder / "passwords.json").read_text()
    assert (first.folder / "passwords.json").stat().st_mode & 0o777 == 0o600
    embedded_postgres.cluster_in(var_dir)
    assert (first.folder / "passwords.json").read_text() == passwords
