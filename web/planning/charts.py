"""Bars drawn by the server: positions in a drawing, no style; each figure also stands in the table beneath."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT, FLOOR, LEFT, WIDTH, TOP = 190, 150, 40, 440, 14
# Told apart without colour too: the darkest stands on the floor, each has an outline.
FILLS = ("#0b5563", "#7fb8c0", "#c98a00")


@dataclass(frozen=True, slots=True)
class Piece:
    x: int
    y: int
    width: int
    height: int
    fill: str


@dataclass(frozen=True, slots=True)
class Mark:
    x: int
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """`key` names it in the page; `unit` follows the figure at the top."""

    key: str
    title: str
    summary: str
    pieces: list[Piece]
    marks: list[Mark]
    top: str
    legend: list[tuple[str, str]]
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = FLOOR
    left: int = LEFT


def drawn(
    key: str,
    title: str,
    summary: str,
    columns: Sequence[tuple[str, Sequence[int | None]]],
    names: Sequence[str],
    *,
    unit: str = "",
    least_top: int = 1,
) -> Drawing:
    """A bar a column, its values stacked in the order of `names`; what is None is not drawn."""
    most = max([sum(value or 0 for value in values) for _, values in columns] + [least_top])
    step = max((WIDTH - LEFT) // max(len(columns), 1), 4)
    every = -(-len(columns) // 6)  # as many as a telephone shows apart
    pieces, marks = [], []
    for number, (label, values) in enumerate(columns):
        x, y, wide = LEFT + number * step, FLOOR, min(max(step - 4, 2), 40)
        for value, fill in zip(values, FILLS, strict=False):
            tall = round((FLOOR - TOP) * (value or 0) / most)
            y -= tall
            if tall:
                pieces.append(Piece(x, y, wide, tall, fill))
        if number % every == 0:
            marks.append(Mark(x + wide // 2, label))
    return Drawing(key, title, summary, pieces, marks, f"{most}{unit}", list(zip(names, FILLS, strict=False)))
