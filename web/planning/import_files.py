"""A file of another product, CSV or xlsx, read line by line: its columns by the words that products use.

Nothing is kept: neither the file nor a line of it. A line is held at a time, so that a large file costs no more than a
small one.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from itertools import islice

from defusedxml.common import DefusedXmlException
from django.core.files.uploadedfile import UploadedFile
from openpyxl import load_workbook

from core.errors import InvalidInput
from patients.names import search_form
from patients.taking_over import Line

MOST_LINES, MOST_BYTES, MOST_UNPACKED, WIDEST = 20_000, 2_400_000, 120_000_000, 60
XLSX = b"PK\x03\x04"
UNREADABLE = "Ce fichier ne se lit pas : donnez un CSV, ou un classeur .xlsx."


def lines_of(file: UploadedFile, columns: Mapping[str, tuple[str, ...]], required: tuple[str, ...]) -> Iterator[Line]:
    """The lines below the first, numbered as a spreadsheet does; columns that mean nothing here are left aside.

    Raises InvalidInput before the first line for what is no table, or lacks a column.
    """
    if file.size is not None and file.size > MOST_BYTES:
        raise InvalidInput.at("file", "too-large", "Au plus 2,4 Mo : coupez le fichier en deux.")
    rows = _sheet(file) if file.read(4) == XLSX else _text(file)
    heads = _heads(next(rows, []), columns)
    missing = [columns[name][0] for name in required if name not in heads]
    if missing:
        raise InvalidInput.at("file", "missing-column", f"Colonnes absentes : {', '.join(missing)}.")
    return _numbered(rows, heads)


def _numbered(rows: Iterator[list[str]], heads: Mapping[str, int]) -> Iterator[Line]:
    for number, row in enumerate(islice(rows, MOST_LINES), 2):
        line = {name: row[place].strip() for name, place in heads.items() if place < len(row)}
        if any(line.values()):
            yield number, line


def _heads(row: list[str], columns: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Where each known column stands."""
    meant = {search_form(word): name for name, words in columns.items() for word in words}
    found: dict[str, int] = {}
    for place, head in enumerate(row[:WIDEST]):
        name = meant.get(search_form(head.strip())) if head.strip() else None
        if name is not None:
            found.setdefault(name, place)
    return found


def _text(file: UploadedFile) -> Iterator[list[str]]:
    """UTF-8 or, failing that, what French spreadsheets write; `;`, `,` or a tab between the cells."""
    file.seek(0)
    encoding = "utf-8-sig"
    try:
        for chunk in io.TextIOWrapper(_kept_open(file), encoding):
            if "\0" in chunk:
                raise InvalidInput.at("file", "unreadable", UNREADABLE)
    except UnicodeDecodeError:
        encoding = "cp1252"
    file.seek(0)
    text = io.TextIOWrapper(_kept_open(file), encoding, errors="replace", newline="")
    first = text.readline()
    text.seek(0)
    separator = max(";,\t", key=first.count)
    return iter(csv.reader(text, delimiter=separator))


def _kept_open(file: UploadedFile) -> io.BytesIO:
    file.seek(0)
    return io.BytesIO(file.read())


def _sheet(file: UploadedFile) -> Iterator[list[str]]:
    """The first sheet, dates as they are, read without loading the whole."""
    file.seek(0)
    try:
        with zipfile.ZipFile(_kept_open(file)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_UNPACKED:
                raise InvalidInput.at("file", "too-large", "Ce classeur est trop grand : coupez-le en deux.")
        book = load_workbook(_kept_open(file), read_only=True, data_only=True)
        sheet = book.worksheets[0]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError, DefusedXmlException):
        raise InvalidInput.at("file", "unreadable", UNREADABLE) from None
    return ([_cell(value) for value in row[:WIDEST]] for row in sheet.iter_rows(values_only=True))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).removesuffix(" 00:00:00")
