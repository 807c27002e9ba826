"""What stops a production start: each refusal is one sentence that says what to do.

Held by web workers and the Celery worker before they serve (`enforce`), and by every `manage.py` command
through Django's system checks, tagged security: programs that run for ever, and commands somebody waits for, ask for
these alone, since the others would load the pages (44 MB, half a second) to check code that does not change between
starts. The demonstration's settings are exempt: they exist to be loose.
"""

import re
import sys
from datetime import date
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.checks import CheckMessage, Critical, Tags, register
from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

from config.environment import SettingError
from core.home_day import home_day
from crypto import checks as key_checks
from telephony_adapters.registry import BadAccount, check_accounts, sends_sms

E_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# Backends of Django that reach nobody.
FAKE_BACKENDS = {"console", "dummy", "filebased", "locmem"}
# A role that may become another has that one's rights too: membership counts.
STRONG_ROLES = """
    SELECT rolname FROM pg_roles
    WHERE (rolsuper OR rolbypassrls) AND pg_has_role(current_user, oid, 'MEMBER') ORDER BY rolname
"""
OWN_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user LIMIT 1"
OPEN_TABLES = """
    SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
      AND (attname = 'practice_id' OR relname = 'practices_practice' AND attname = 'id')
      AND NOT (relrowsecurity AND relforcerowsecurity
               AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND NOT polpermissive))
    ORDER BY relname
"""


def enforce(*, code: int = 1) -> None:
    """Set Django up, or leave with that exit code after one line per refusal."""
    try:
        django.setup()
        refusals = [] if settings.DEMONSTRATION else [*settings_refusals(), *database_refusals()]
    except SettingError as missing:
        refusals = [str(missing)]
    if refusals:
        # The process's own words: logging may not be there yet.
        sys.stderr.write("".join(f"Start refused. {sentence}\n" for sentence in refusals))
        sys.exit(code)


def settings_refusals() -> list[str]:
    """Refusals that the settings alone decide."""
    found = [sentence for refused, sentence in [*_settings_rules(), *_email_rules(), *_federation_rules()] if refused]
    return [*found, *_telephony_refusals(), *key_checks.production_refusals()]


def _telephony_refusals() -> list[str]:
    accounts = settings.TELEPHONY_ACCOUNTS.values()
    try:
        check_accounts(accounts, production=True)
    except BadAccount as refusal:
        return [f"TELEPHONY_FILE: {refusal}."]
    if "sms" in settings.MESSAGE_CHANNELS and not any(sends_sms(account) for account in accounts):
        return [
            "MESSAGE_CHANNELS names sms, and no account of TELEPHONY_FILE sends short messages. Add one, or remove sms."
        ]
    if "sms" in settings.MESSAGE_CHANNELS and not any(
        sends_sms(account) and account.options.get("sms_sender") for account in accounts
    ):
        return [
            "MESSAGE_CHANNELS names sms, and no account of TELEPHONY_FILE has an sms_sender: the codes of online"
            " booking would never leave. Give one to an account that sends, or remove sms."
        ]
    return []


def _email_rules() -> list[tuple[bool, str]]:
    asked = "email" in settings.MESSAGE_CHANNELS
    backend = settings.EMAIL_BACKEND
    return [
        (
            asked and len(FAKE_BACKENDS.intersection(backend.split("."))) > 0,
            f"EMAIL_BACKEND={backend} only pretends to send. Name a real one, or remove email from MESSAGE_CHANNELS.",
        ),
        (
            asked and not E_MAIL.fullmatch(settings.DEFAULT_FROM_EMAIL),
            "DEFAULT_FROM_EMAIL is no e-mail address. Name who patients' e-mails come from.",
        ),
        (
            asked and backend.endswith("smtp.EmailBackend") and not settings.EMAIL_HOST,
            "MESSAGE_CHANNELS names email, and EMAIL_HOST is not set. Name the e-mail server.",
        ),
        (
            asked and backend.startswith("anymail.") and not settings.EMAIL_PROVIDER_FILE,
            f"EMAIL_BACKEND={backend} needs the provider's keys. Name their file in EMAIL_PROVIDER_FILE.",
        ),
    ]


def database_refusals() -> list[str]:
    """Refusals that the database decides: whom the web role could be, and which table it could read whole."""
    try:
        with connection.cursor() as cursor:
            return [*_role_refusals(cursor), *_table_refusals(cursor)]
    except DatabaseError as reason:
        first_line = str(reason).strip().splitlines()[0]
        return [f"The database of DATABASE_URL does not answer ({first_line}). Start it, or correct the address."]


def _settings_rules() -> list[tuple[bool, str]]:
    return [
        (settings.DEBUG, "DEBUG shows code and settings to strangers. Remove DEBUG from the environment."),
        ("*" in settings.ALLOWED_HOSTS, "ALLOWED_HOSTS=* accepts any name. List the names this service answers to."),
        (
            urlsplit(settings.PUBLIC_URL).scheme != "https",
            "PUBLIC_URL must begin with https://. Put the service behind a front server that speaks TLS.",
        ),
        (
            settings.SECRET_KEY == settings.CONTEXT_SIGNING_KEY,
            "SECRET_KEY and CONTEXT_SIGNING_KEY are the same. Draw two different ones.",
        ),
        (
            not E_MAIL.fullmatch(settings.SECURITY_CONTACT),
            "SECURITY_CONTACT is no e-mail address. Name who is told at once of a lost or stolen account.",
        ),
        (
            settings.AUDIENCE_MEASUREMENT and not _is_a_past_day(settings.AUDIENCE_APPROVED_ON),
            "AUDIENCE_MEASUREMENT=true needs AUDIENCE_APPROVED_ON=YYYY-MM-DD, the day the data-protection officer"
            " approved counting visits. Visitors are asked, and nothing is counted before their yes"
            " (docs/data-protection.md).",
        ),
    ]


def _federation_rules() -> list[tuple[bool, str]]:
    named = ("FRANCECONNECT_ISSUER", "FRANCECONNECT_CLIENT_ID", "FRANCECONNECT_CLIENT_SECRET")
    missing = [name for name in named if not getattr(settings, name)]
    return [
        (
            0 < len(missing) < len(named),
            f"FranceConnect is half configured: {', '.join(missing)} missing. Set all three, or none.",
        ),
        (
            not missing and urlsplit(settings.FRANCECONNECT_ISSUER).scheme != "https",
            "FRANCECONNECT_ISSUER must begin with https://: who somebody is never travels in clear.",
        ),
        (
            settings.FRANCECONNECT_ACR not in {"eidas1", "eidas2", "eidas3"},
            "FRANCECONNECT_ACR is eidas1, eidas2 or eidas3.",
        ),
    ]


def _is_a_past_day(text: str) -> bool:
    try:
        return date.fromisoformat(text) <= home_day()
    except ValueError:
        return False


def _role_refusals(cursor: CursorWrapper) -> list[str]:
    strong, own = _column(cursor, STRONG_ROLES), _column(cursor, OWN_TABLES)
    refusals = []
    if strong:
        refusals.append(
            "The database role of DATABASE_URL is a superuser or escapes row-level security"
            f" (through {', '.join(strong)}). Use permanence_web (docs/hosting.md)."
        )
    elif own:
        refusals.append(
            f"The database role of DATABASE_URL owns the tables ({own[0]}): it could lift their protections."
            " Use permanence_web, and keep the owner for DATABASE_OWNER_URL."
        )
    return refusals


def _table_refusals(cursor: CursorWrapper) -> list[str]:
    tables = _column(cursor, OPEN_TABLES)
    if not tables:
        return []
    return [
        f"Row-level security is not forced on {', '.join(tables)}: practices would see each other."
        " Type: manage.py migrate --database owner"
    ]


def _column(cursor: CursorWrapper, query: str) -> list[str]:
    cursor.execute(query)
    return [row[0] for row in cursor.fetchall()]


@register(Tags.security)
def check_settings(**options: object) -> list[CheckMessage]:
    """For `manage.py`: the same refusals, in Django's own words."""
    return [] if settings.DEMONSTRATION else [Critical(sentence) for sentence in settings_refusals()]
