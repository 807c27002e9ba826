"""JSON without surprises: what DRF reads from a request body before any field is looked at."""

import json
from typing import Any, NoReturn

from rest_framework.parsers import JSONParser

from core import errors

MAX_BODY_BYTES = 262_144
MAX_DEPTH = 16


class StrictJSONParser(JSONParser):
    """JSON without surprises: no duplicate key, no NaN, no lone surrogate, bounded size and depth."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        raw = stream.read(MAX_BODY_BYTES + 1)
        if len(raw) > MAX_BODY_BYTES:
            raise errors.TooLarge
        try:
            text = raw.decode("utf-8")
            _check_depth(text)
            value = json.loads(text, object_pairs_hook=_unique_pairs, parse_constant=_refuse_constant)
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeError:
            raise errors.InvalidInput.at("body", "invalid-encoding", "Le corps doit être de l'UTF-8 valide.") from None
        except (ValueError, RecursionError):
            raise errors.InvalidInput.at("body", "invalid-json", "Le corps n'est pas du JSON valide.") from None
        if not isinstance(value, dict):
            raise errors.InvalidInput.at("body", "not-an-object", "Le corps doit être un objet JSON.")
        return value


def _check_depth(text: str) -> None:
    depth = 0
    for character in text:
        depth += (character in "[{") - (character in "]}")
        if depth > MAX_DEPTH:
            raise errors.InvalidInput.at("body", "too-deep", "Le corps contient trop de niveaux.")


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise errors.InvalidInput.at(twice[:60], "duplicate-key", "Ce champ est donné deux fois.")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
