"""The table of the bench: one line a promise, with its floor from the same run and what is missing."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

REACHED = "reached"


@dataclass(frozen=True, slots=True)
class Row:
    """`missing`: how many times too much (or too little); 1 or less is reached. `facts`: more figures, for the file."""

    work: str
    measured: str
    floor: str
    reach: str
    missing: float
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def is_reached(self) -> bool:
        return self.missing <= 1.0

    @property
    def verdict(self) -> str:
        return REACHED if self.is_reached else f"missing ×{self.missing:.2f}"


def at_most(work: str, measured: float, limit: float, *, unit: str, floor: str, reach: str, **facts: Any) -> Row:
    """A row whose figure must not exceed `limit`, both in `unit`."""
    missing = measured / limit if limit else (0.0 if not measured else float("inf"))
    return Row(work, f"{shown(measured)}{unit}", floor, reach, missing, {"measured": measured, "limit": limit, **facts})


def at_least(work: str, measured: float, wanted: float, *, unit: str, floor: str, reach: str, **facts: Any) -> Row:
    """A row whose figure must reach `wanted`, both in `unit`."""
    missing = wanted / measured if measured else float("inf")
    return Row(
        work, f"{shown(measured)}{unit}", floor, reach, missing, {"measured": measured, "wanted": wanted, **facts}
    )


def shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 or value == int(value) else f"{value:.3g}"


def table(rows: list[Row]) -> str:
    """The rows as text, columns aligned."""
    lines = [("Work", "Measured", "Floor", "Reach", "Verdict")]
    lines += [(row.work, row.measured, row.floor, row.reach, row.verdict) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    text.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(text)


def write(path: Path, rows: list[Row], circumstances: dict[str, Any]) -> None:
    """`bench.json`: the circumstances of the run, and the rows with all their figures."""
    content = {**circumstances, "rows": [{**asdict(row), "verdict": row.verdict} for row in rows]}
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(content, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8")
    fresh.replace(path)
