"""Another process, as the database sees it."""

from typing import Any

import psycopg
from django.db import connection


def outside() -> psycopg.Connection[Any]:
    settings = connection.settings_dict
    return psycopg.connect(
        host=settings["HOST"], port=settings["PORT"] or None, user=settings["USER"], password=settings["PASSWORD"],
        dbname=settings["NAME"], autocommit=True,
    )  # fmt: skip
