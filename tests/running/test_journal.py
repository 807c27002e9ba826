"""The journal of a running product is whole, and one changed byte is found."""

import psycopg
import pytest

from tests.forking import Done
from tests.running.conftest import Product

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.requirement("CH-14"),
]
# As somebody with every right would: no trigger, no policy.
FLIP = """
    UPDATE audit_auditevent SET body = set_byte(body, 5, get_byte(body, 5) # 1)
    WHERE id = (SELECT id FROM audit_auditevent WHERE pos IS NOT NULL ORDER BY practice_id, pos LIMIT 1)
"""


def verify(product: Product) -> Done:
    return product.order(arguments=["audit_verify"])


def flip_one_byte(product: Product) -> None:
    with psycopg.connect(product.cluster.url("postgres")) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        assert connection.execute(FLIP).rowcount == 1


def test_one_changed_byte_is_one_finding(product: Product) -> None:
    whole = verify(product)
    assert whole.returncode == 0, whole.stdout + whole.stderr
    flip_one_byte(product)
    try:
        changed = verify(product)
        assert changed.returncode == 1
        assert len(changed.stdout.splitlines() + changed.stderr.splitlines()) >= 1
    finally:
        flip_one_byte(product)
    assert verify(product).returncode == 0
