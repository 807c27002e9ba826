"""What a demonstration or test machine sets by itself: secrets drawn once, kept under VAR_DIR with mode 600."""

import json
import os
import secrets
from pathlib import Path

from config import embedded_postgres, environment

ROOT = Path(__file__).resolve().parent.parent
DRAWN = ("SECRET_KEY", "CONTEXT_SIGNING_KEY")


def prepare() -> None:
    """Fill the environment where it is silent: secrets, hosts and the embedded PostgreSQL's addresses."""
    var_dir = Path(environment.text("VAR_DIR", str(ROOT / "var"))).resolve()
    os.environ["VAR_DIR"] = str(var_dir)
    var_dir.mkdir(parents=True, exist_ok=True)
    for name, value in _drawn(var_dir / "secrets.json").items():
        if not os.environ.get(f"{name}_FILE"):
            os.environ.setdefault(name, value)
    os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1")
    os.environ.setdefault("PUBLIC_URL", f"http://localhost:{environment.integer('PORT', 8000)}")
    os.environ.setdefault("SECURITY_CONTACT", "securite@permanence.example")
    os.environ.setdefault("OPERATOR_NAME", "Permanence (démonstration)")
    os.environ.setdefault("DPO_EMAIL", "dpo@permanence.example")
    os.environ.setdefault("DPO_ADDRESS", "Délégué à la protection des données, 1 rue de l'Exemple, 54000 Nancy")
    os.environ.setdefault("OPERATOR_LEGAL_FORM", "Démonstration : aucune société, rien n'est à vendre")
    os.environ.setdefault("OPERATOR_ADDRESS", "1 rue de l'Exemple, 54000 Nancy")
    os.environ.setdefault("OPERATOR_PHONE", "01 99 00 00 00")
    os.environ.setdefault("OPERATOR_EMAIL", "contact@permanence.example")
    os.environ.setdefault("PUBLICATION_DIRECTOR", "La personne qui a lancé cette démonstration")
    os.environ.setdefault("SITE_HOST", "La machine sur laquelle cette démonstration tourne")
    if not os.environ.get("DATABASE_URL"):
        cluster = embedded_postgres.cluster_in(var_dir)
        for name, role in (("DATABASE_URL", "web"), ("DATABASE_OWNER_URL", "owner"), ("DATABASE_SEALER_URL", "sealer")):
            os.environ[name] = cluster.url(f"permanence_{role}")


def _drawn(path: Path) -> dict[str, str]:
    if not path.exists():
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_text(json.dumps({name: secrets.token_urlsafe(48) for name in DRAWN}))
        # link() refuses to replace: of two processes that start together, one draws.
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    drawn: dict[str, str] = json.loads(path.read_text())
    return drawn
