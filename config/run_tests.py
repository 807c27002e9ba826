"""`make test`: the suite, in three processes, on an embedded PostgreSQL that is stopped again if it was started here.

What follows the module's name goes to pytest: `make test ARGS="tests/booking -x"`. Where no file is
named, all are run, of the walks through the screens those in DAILY; `make journeys` gives all of them.
"""

import os
import subprocess
import sys
from pathlib import Path

from config import chromium, embedded_postgres, frontend_build
from config import environment as env
from config.postgres_place import PostgresUnavailable

HERE = Path(__file__).resolve().parent.parent
# One more than two cores: now and then each waits for a browser, a process that it started, or a lock.
PARALLEL = ("-n", "3", "-p", "tests.parallel", "--no-loadscope-reorder")
JOURNEYS = HERE / "tests" / "journeys"
# A call booked from the first ring to the confirmation, a patient's booking, and the way in: what nobody works without.
DAILY = ("test_booking_by_keyboard.py", "test_call_pop.py", "test_from_sign_in.py", "test_online_booking.py")


def arguments(given: list[str]) -> list[str]:
    """What pytest is given: all that is asked for; without the walks of `make journeys` where no file is named."""
    is_named = any((HERE / word.partition("::")[0]).exists() for word in given)
    return given if is_named else [*given, *_walks_left()]


def _walks_left() -> list[str]:
    walks = sorted(JOURNEYS.glob("test_*.py"))
    return [f"--ignore={walk.relative_to(HERE)}" for walk in walks if walk.name not in DAILY]


def main() -> None:
    var_dir = Path(env.text("VAR_DIR", str(HERE / "var"))).absolute()
    os.environ["VAR_DIR"] = str(var_dir)
    # The suite decides its settings; what the caller's shell exports for a demonstration is none of its business.
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    try:
        chromium.ensure()
        frontend_build.build(var_dir)
        cluster, _ = embedded_postgres.ensure_running(var_dir)
    except (chromium.ChromiumMissing, frontend_build.CannotBuild, PostgresUnavailable) as refusal:
        sys.exit(str(refusal))
    try:
        code = subprocess.call([sys.executable, "-m", "pytest", *PARALLEL, *arguments(sys.argv[1:])], cwd=HERE)
    except KeyboardInterrupt:
        code = 130
    finally:
        embedded_postgres.release(var_dir, cluster)
    sys.exit(code)


if __name__ == "__main__":
    main()
