"""What a person recognises of a browser: "Firefox sur Windows". Pure; the full header is never stored."""

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def family(header: str) -> str:
    """The browser and the system that a User-Agent header announces, in French words."""
    browser = _first(header, BROWSERS) or "Navigateur inconnu"
    system = _first(header, SYSTEMS)
    return f"{browser} sur {system}" if system else browser


def _first(header: str, table: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in table if mark in header), "")
