"""`python -m bench [--quick]`: loads what is missing, measures, prints the table, writes VAR_DIR/bench.json."""

import argparse
import os
import sys
from pathlib import Path

# Set on some machines to please another library; they slow the array floor down.
for _name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(_name, None)
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django  # noqa: E402

from config import embedded_postgres  # noqa: E402
from config.postgres_place import PostgresUnavailable  # noqa: E402

HERE = Path(__file__).resolve().parent.parent


def main() -> None:
    arguments = argparse.ArgumentParser(prog="make bench", description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="small data, few samples: for work on the bench itself")
    given = arguments.parse_args()
    var_dir = Path(os.environ.get("VAR_DIR") or HERE / "var").resolve()
    # Always the embedded server of this VAR_DIR, whatever address the shell carries: the bench drops databases.
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SEALER_URL"):
        os.environ.pop(name, None)
    os.environ["VAR_DIR"] = str(var_dir)
    try:
        cluster, _ = embedded_postgres.ensure_running(var_dir)
    except PostgresUnavailable as refusal:
        sys.exit(str(refusal))
    try:
        django.setup()
        from bench.run import run

        sys.exit(run(cluster, var_dir, quick=given.quick))
    finally:
        embedded_postgres.release(var_dir, cluster)


if __name__ == "__main__":
    main()
