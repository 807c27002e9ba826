"""A list of patients as another product exports it, some of its lines broken on purpose."""

import csv
import io
from datetime import date, timedelta
from itertools import cycle

from openpyxl import Workbook

HEADS = ("Nom", "Prénom", "Date de naissance", "Téléphone", "Numéro interne")
BREAKS = (
    ("birth_date", "31/02/1980"),
    ("family_name", ""),
    ("phone", "12"),
    ("birth_date", "hier"),
)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def people(count: int, *, broken: int) -> tuple[list[tuple[str, ...]], dict[int, str]]:
    """The rows, and the column that is wrong by line number; the broken ones are spread over the file."""
    every = count // broken if broken else count + 1
    wrong: dict[int, str] = {}
    rows = []
    breaks = cycle(BREAKS)
    for place in range(count):
        name = "".join(_LETTERS[place // 26**power % 26] for power in (3, 2, 1, 0))
        row = {
            "family_name": f"Nom{name}",
            "given_names": "Léa",
            # A day of their own each: these people resemble nobody.
            "birth_date": f"{date(1930, 1, 1) + timedelta(days=2 * place):%d/%m/%Y}",
            "phone": "06 39 98 00 01",
        }
        if place % every == every - 1 and len(wrong) < broken:
            column, value = next(breaks)
            row[column] = value
            wrong[place + 2] = column
        rows.append((*row.values(), f"P{place}"))
    return rows, wrong


def as_csv(rows: list[tuple[str, ...]], encoding: str = "utf-8-sig", heads: tuple[str, ...] = HEADS) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([heads, *rows])
    return text.getvalue().encode(encoding)


def as_xlsx(rows: list[tuple[str, ...]], heads: tuple[str, ...] = HEADS) -> bytes:
    book, kept = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in [heads, *rows]:
        sheet.append(row)
    book.save(kept)
    return kept.getvalue()
