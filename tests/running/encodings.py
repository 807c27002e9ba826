"""The shapes in which a secret could lie about: plain, spaced, wide, hexadecimal, base 64, escaped, hashed."""

import base64
import hashlib
import json
import quopri
import unicodedata
from urllib.parse import quote

WIDE = ("utf-16-le", "utf-16-be", "utf-32-le")
HASHES = ("md5", "sha1", "sha256")


def of_nir(nir: str) -> dict[str, bytes]:
    """Every shape looked for of a 15-character NIR: name of the shape → bytes."""
    number = nir[:13]
    groups = (nir[0], nir[1:3], nir[3:5], nir[5:7], nir[7:10], nir[10:13], nir[13:])
    shapes = {f"joined by {mark!r}": mark.join(groups).encode() for mark in (" ", ".", "-", "\u00a0", "\u202f", "/")}
    for name, text in (("15", nir), ("13", number)):
        shapes |= {f"{name} {shape}": value for shape, value in {**_texts(text), **_hashes(text)}.items()}
    return shapes


def of_phrase(phrase: str) -> dict[str, bytes]:
    """Every shape looked for of a sentence with accents."""
    bare = "".join(c for c in unicodedata.normalize("NFD", phrase) if not unicodedata.combining(c))
    return {
        **_texts(phrase),
        **_hashes(phrase),
        "latin-1": phrase.encode("latin-1"),
        "escaped for JSON": json.dumps(phrase)[1:-1].encode(),
        "escaped for addresses": quote(phrase).encode(),
        "escaped for mail": quopri.encodestring(phrase.encode()),
        "capitals": phrase.upper().encode(),
        "without accents": bare.encode(),
        "decomposed": unicodedata.normalize("NFD", phrase).encode(),
    }


def _texts(text: str) -> dict[str, bytes]:
    plain = text.encode()
    shapes = {"plain": plain, "reversed": plain[::-1], "hex": plain.hex().encode(), "HEX": plain.hex().upper().encode()}
    shapes |= {wide: text.encode(wide) for wide in WIDE}
    return shapes | {f"base 64 at {shift}": _base64_inside(plain, shift) for shift in range(3)}


def _base64_inside(plain: bytes, shift: int) -> bytes:
    """The part of the base 64 that does not depend on what stands before and after."""
    encoded = base64.b64encode(b"\0" * shift + plain)
    return encoded[0 if shift == 0 else 4 : len(plain + b"\0" * shift) // 3 * 4]


def _hashes(text: str) -> dict[str, bytes]:
    shapes = {}
    for name in HASHES:
        digest = hashlib.new(name, text.encode(), usedforsecurity=False).digest()
        shapes |= {name: digest, f"{name} hex": digest.hex().encode(), f"{name} base 64": base64.b64encode(digest)}
    return shapes
