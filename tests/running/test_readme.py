"""What the README prints works as printed."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.running.conftest import ROOT, Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def blocks() -> list[str]:
    return re.findall(r"```bash\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)


def test_the_five_lines_of_the_readme_book_an_appointment(product: Product) -> None:
    shorthand, lines = blocks()
    assert len(lines.splitlines()) == 5
    script = f"set -eu -o pipefail\n{shorthand}{lines}".replace("http://localhost:8000", product.address)
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, env=product.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert '"state":"signed_in"' in done.stdout
    assert '"status":"booked"' in done.stdout


def test_the_account_and_the_files_of_the_readme_exist(product: Product) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    accounts = product.manage("demo_accounts", "--json")
    assert '"camille"' in accounts
    assert "Quatre-Violons-77-Lents" in accounts
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", readme) if "://" not in link]
    assert [link for link in links if not Path(ROOT, link).exists()] == []
