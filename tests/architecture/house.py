"""What the architecture tests read: the rooms, their files, their modules, their models."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = (
    "core",
    "crypto",
    "audit",
    "outbox",
    "idempotency",
    "accounts",
    "telephony_adapters",
    "practices",
    "consent",
    "patients",
    "instructions",
    "booking",
    "calls",
    "online",
    "notifications",
    "privacy",
    "web",
    "config",
)


def sources(*folders: str, suffix: str = ".py") -> Iterator[Path]:
    """The files of these folders of the house, generated ones left out."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob(f"*{suffix}")):
            if not {"node_modules", "__pycache__"} & set(path.parts):
                yield path


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS]


def import_everything() -> None:
    """Every module of the rooms, so that every subclass is known."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if ".settings." not in module.name and not module.name.endswith((".settings", ".wsgi", ".asgi")):
                importlib.import_module(module.name)
