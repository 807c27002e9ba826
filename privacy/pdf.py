"""Paper: a Typst template of this room and data, nothing from the machine or the network.

The data reach the template as one JSON text that it parses: what somebody typed is text there, never markup
nor code. Fonts are those inside the Typst library; the template sees no file but those of its own folder.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from privacy.typography import typeset_all

DOCUMENTS = Path(__file__).resolve().parent / "documents"
_FONTS = typst.Fonts(include_system_fonts=False)


def compile_pdf(template: str, data: dict[str, Any], *, at: datetime, documents: Path = DOCUMENTS) -> bytes:
    """`<documents>/<template>.typ` filled with `data`, accessible (PDF/UA-1), dated `at`. Same input, same bytes."""
    made = typst.compile(
        str(documents / f"{template}.typ"),
        root=str(documents),
        font_paths=_FONTS,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(typeset_all(data), ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=int(at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{template} did not make one document")
    return made
