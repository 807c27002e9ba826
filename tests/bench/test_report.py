"""What the table says of a figure."""

import json
from pathlib import Path

import pytest

from bench.report import Row, at_least, at_most, table, write
from bench.timing import Timing, together


@pytest.mark.parametrize(("measured", "verdict"), [(2.0, "reached"), (0.0, "reached"), (3.0, "missing ×1.50")])
def test_a_figure_is_reached_up_to_its_limit(measured: float, verdict: str) -> None:
    assert at_most("slots", measured, 2.0, unit=" ms", floor="–", reach="≤ 2 ms").verdict == verdict


@pytest.mark.parametrize(("measured", "verdict"), [(0.04, "reached"), (0.02, "missing ×2.00"), (0.0, "missing ×inf")])
def test_a_rate_is_reached_from_what_is_wanted(measured: float, verdict: str) -> None:
    assert at_least("booking", measured, 0.04, unit="", floor="–", reach="≥ 0.04").verdict == verdict


@pytest.mark.parametrize(("faults", "is_reached"), [(0.0, True), (1.0, False)])
def test_where_nothing_is_allowed_one_fault_is_too_many(faults: float, is_reached: bool) -> None:
    assert at_most("race", faults, 0.0, unit="", floor="–", reach="0").is_reached is is_reached


def test_every_row_stands_in_the_table_and_in_the_file(tmp_path: Path) -> None:
    rows = [at_most("slots", 3.0, 2.0, unit=" ms", floor="1 ms", reach="≤ 2", p95=4.0), Row("race", "0", "–", "0", 0.0)]
    lines = table(rows).splitlines()
    assert [line.split()[0] for line in lines[2:]] == ["slots", "race"]
    write(tmp_path / "bench.json", rows, {"cores": 2})
    written = json.loads((tmp_path / "bench.json").read_text())
    assert written["cores"] == 2
    assert [(row["work"], row["verdict"]) for row in written["rows"]] == [
        ("slots", "missing ×1.50"),
        ("race", "reached"),
    ]
    assert written["rows"][0]["facts"] == {"measured": 3.0, "limit": 2.0, "p95": 4.0}


def test_percentiles_are_of_the_samples_in_milliseconds() -> None:
    assert Timing.of([0.001 * n for n in range(1, 101)]) == Timing(p50=50.0, p95=95.0, least=1.0)


def test_works_take_turns_and_are_told_which() -> None:
    seen: list[tuple[str, int]] = []
    spent = together(
        2, {"own": lambda turn: seen.append(("own", turn)), "floor": lambda turn: seen.append(("floor", turn))}
    )
    assert set(spent) == {"own", "floor"}
    assert seen[-4:] == [("own", 0), ("floor", 0), ("own", 1), ("floor", 1)]
