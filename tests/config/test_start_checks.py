"""A production start is refused with one sentence per reason; the demonstration starts."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, connections, transaction

from config import embedded_postgres, start_checks
from telephony_adapters.protocols import Account
from tests.conftest import address_of
from tests.forking import ROOT, Done, forks

Start = Callable[[dict[str, str]], Done]
Refusals = Callable[[dict[str, str]], list[str]]
HSM_REFUSAL = "The provider for a hardware security module (PKCS#11) comes with a later release"

pytestmark = pytest.mark.slow


@pytest.fixture
def production(django_db_setup: None) -> dict[str, str]:
    """An environment that production accepts but for the key provider, which does not exist yet."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
        "VAR_DIR": os.environ["VAR_DIR"],
        "SECRET_KEY": "s" * 40,
        "CONTEXT_SIGNING_KEY": "c" * 40,
        "ALLOWED_HOSTS": "permanence.example",
        "PUBLIC_URL": "https://permanence.example",
        "SECURITY_CONTACT": "securite@permanence.example",
        "OPERATOR_NAME": "Télésecrétariat Exemple",
        "DPO_EMAIL": "dpo@permanence.example",
        "DPO_ADDRESS": "1 rue de l'Exemple, 54000 Nancy",
        "OPERATOR_LEGAL_FORM": "SAS, RCS Nancy 000 000 000",
        "OPERATOR_ADDRESS": "1 rue de l'Exemple, 54000 Nancy",
        "OPERATOR_PHONE": "01 99 00 00 00",
        "OPERATOR_EMAIL": "contact@permanence.example",
        "PUBLICATION_DIRECTOR": "Claude Exemple",
        "SITE_HOST": "Hébergeur Exemple, 54000 Nancy, 01 99 00 00 01",
        "DATABASE_URL": address_of("default"),
        "DATABASE_OWNER_URL": address_of("owner"),
        "DATABASE_SEALER_URL": address_of("sealer"),
    }


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    with forks("tests.config.starting", {"PATH": os.environ["PATH"]}) as order:
        yield lambda environment: order(environment=environment)


@pytest.fixture
def refusals(start: Start) -> Refusals:
    return lambda environment: refused(start(environment))


def refused(done: Done) -> list[str]:
    """What a start says, line by line; never a traceback."""
    assert "Traceback" not in done.stderr
    assert "started" not in done.stdout
    assert done.returncode != 0
    return done.stderr.strip().splitlines()


def test_with_everything_right_only_the_missing_key_module_is_left(
    production: dict[str, str], refusals: Refusals
) -> None:
    (only,) = refusals(production)
    assert HSM_REFUSAL in only


def test_the_demonstration_is_not_refused(production: dict[str, str], start: Start) -> None:
    done = start({**production, "DJANGO_SETTINGS_MODULE": "config.settings.dev"})
    assert done.stdout.strip() == "started", done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "CONTEXT_SIGNING_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "PUBLIC_URL"])
def test_a_missing_setting_is_named(production: dict[str, str], refusals: Refusals, name: str) -> None:
    del production[name]
    (only,) = refusals(production)
    assert only.startswith(f"Start refused. {name} is not set.")


def test_every_loose_setting_is_refused_by_name(production: dict[str, str], refusals: Refusals) -> None:
    production |= {
        "DEBUG": "true",
        "ALLOWED_HOSTS": "*",
        "PUBLIC_URL": "http://permanence.example",
        "CONTEXT_SIGNING_KEY": production["SECRET_KEY"],
        "MESSAGE_CHANNELS": "sms,email",
        "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend",
        "DEFAULT_FROM_EMAIL": "rendez-vous",
        "KEYRING_PROVIDER": "file",
    }
    said = "\n".join(refusals(production))
    for part in (
        "DEBUG",
        "ALLOWED_HOSTS",
        "PUBLIC_URL",
        "are the same",
        "no account of TELEPHONY_FILE sends short messages",
        "only pretends to send",
        "DEFAULT_FROM_EMAIL",
        "KEYRING_PROVIDER=file",
    ):
        assert part in said
    assert said.count("Start refused.") == 8


def test_an_e_mail_server_nobody_named_is_refused(production: dict[str, str], refusals: Refusals) -> None:
    said = refusals({**production, "MESSAGE_CHANNELS": "email", "DEFAULT_FROM_EMAIL": "rdv@permanence.example"})
    assert [line for line in said if "EMAIL_HOST" in line]


def test_a_provider_s_interface_sends_e_mails_once_its_keys_are_there(
    production: dict[str, str], refusals: Refusals, tmp_path: Path
) -> None:
    keys, environment = tmp_path / "provider.toml", dict(production)
    environment |= {"MESSAGE_CHANNELS": "email", "DEFAULT_FROM_EMAIL": "rdv@permanence.example"}
    environment["EMAIL_BACKEND"] = "anymail.backends.scaleway.EmailBackend"
    assert [line for line in refusals(environment) if "EMAIL_PROVIDER_FILE" in line]
    keys.write_text('SCALEWAY_SECRET_KEY = "s"\nSCALEWAY_PROJECT_ID = "p"\n')
    environment["EMAIL_PROVIDER_FILE"] = str(keys)
    assert [line for line in refusals(environment) if "EMAIL_PROVIDER_FILE must be readable by its owner only" in line]
    keys.chmod(0o600)
    assert not [line for line in refusals(environment) if "EMAIL" in line]


def test_a_channel_nobody_knows_is_refused(production: dict[str, str], refusals: Refusals) -> None:
    assert "MESSAGE_CHANNELS must be made of" in "\n".join(refusals({**production, "MESSAGE_CHANNELS": "pigeon"}))


def test_a_memory_keyring_is_refused_too(production: dict[str, str], refusals: Refusals) -> None:
    (only,) = refusals({**production, "KEYRING_PROVIDER": "memory"})
    assert "KEYRING_PROVIDER=memory" in only
    assert HSM_REFUSAL in only


@pytest.mark.requirement("K1")
@pytest.mark.parametrize("approved", ["", "demain", "2999-01-01", "2026-01-02"])
def test_measuring_an_audience_waits_for_the_officers_approval(
    production: dict[str, str], refusals: Refusals, approved: str
) -> None:
    said = refusals({**production, "AUDIENCE_MEASUREMENT": "true", "AUDIENCE_APPROVED_ON": approved})
    assert any("needs AUDIENCE_APPROVED_ON" in line for line in said) is (approved != "2026-01-02")


def test_a_superuser_as_web_role_is_refused(production: dict[str, str], refusals: Refusals) -> None:
    cluster = embedded_postgres.cluster_in(Path(os.environ["VAR_DIR"]))
    production["DATABASE_URL"] = cluster.url("postgres", settings.DATABASES["default"]["NAME"])
    assert any("superuser or escapes row-level security" in line for line in refusals(production))


def test_a_role_that_escapes_row_level_security_is_refused(production: dict[str, str], refusals: Refusals) -> None:
    production["DATABASE_URL"] = address_of("sealer")
    assert any("through permanence_sealer" in line for line in refusals(production))


def test_the_owner_as_web_role_is_refused_for_what_it_may_become(
    production: dict[str, str], refusals: Refusals
) -> None:
    production["DATABASE_URL"] = address_of("owner")
    assert any("through permanence_search" in line for line in refusals(production))


def test_a_database_that_does_not_answer_is_a_sentence(production: dict[str, str], refusals: Refusals) -> None:
    production["DATABASE_URL"] = "postgresql://permanence_web:x@127.0.0.1:1/permanence"
    assert any("does not answer" in line for line in refusals(production))


def test_gunicorn_and_manage_refuse_in_the_same_words(production: dict[str, str]) -> None:
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi:application",
        "--no-control-socket",
        "--bind",
        "127.0.0.1:0",
    ]
    for command in (gunicorn, [sys.executable, "manage.py", "check"]):
        done = subprocess.run(command, env=production, cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert any(HSM_REFUSAL in line for line in refused(done))


@pytest.mark.parametrize(
    "command", ["seal_journal", "read_calls", "send_outbox", "listen_calls --account mine", "otp_code camille"]
)
def test_a_program_that_loads_no_page_is_refused_as_well(settings: Any, command: str) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(SystemCheckError, match="KEYRING_PROVIDER=memory"):
        call_command(*command.split(), skip_checks=False)


def test_a_table_whose_protection_is_not_forced_is_named(committed: None) -> None:
    assert start_checks.database_refusals() == []
    with connections["owner"].cursor() as owner:
        owner.execute("CREATE TABLE forgotten (id uuid PRIMARY KEY, practice_id uuid)")
        owner.execute("ALTER TABLE forgotten ENABLE ROW LEVEL SECURITY")
    try:
        (refusal,) = start_checks.database_refusals()
        assert "not forced on forgotten:" in refusal
    finally:
        with connections["owner"].cursor() as owner:
            owner.execute("DROP TABLE forgotten")
    with transaction.atomic(), connection.cursor() as cursor:
        assert start_checks._table_refusals(cursor) == []


@pytest.mark.requirement("ST-46")
def test_a_country_whose_age_nobody_knows_stops_the_start(production: dict[str, str], refusals: Refusals) -> None:
    (only,) = refusals({**production, "GUARDIAN_LOWER_AGES": "FR,XX"})
    assert "GUARDIAN_LOWER_AGES must be country codes among AT, BE" in only
    assert HSM_REFUSAL in refusals({**production, "GUARDIAN_LOWER_AGES": "FR,be"})[0]


def test_a_telephone_account_that_lacks_a_setting_or_reaches_nobody_is_refused(
    production: dict[str, str], refusals: Refusals, tmp_path: Path
) -> None:
    file = tmp_path / "telephony.toml"
    file.write_text('[exchange]\nprovider = "asterisk"\n[exchange.secrets]\nusername = "cti"\npassword = "p"\n')
    file.chmod(0o600)
    said = refusals({**production, "TELEPHONY_FILE": str(file)})
    assert any("exchange lacks: ari_url, application, context" in line for line in said)
    file.write_text('[mine]\nprovider = "console"\n')
    assert any("mine reaches nobody" in line for line in refusals({**production, "TELEPHONY_FILE": str(file)}))


def test_a_telephone_file_that_others_may_read_is_refused(
    production: dict[str, str], refusals: Refusals, tmp_path: Path
) -> None:
    file = tmp_path / "telephony.toml"
    file.write_text('[g]\nprovider = "generic"\n[g.secrets]\nsecret = "s3cret-of-a-line-s3cret-of-a-line"\n')
    file.chmod(0o644)
    (only,) = refusals({**production, "TELEPHONY_FILE": str(file)})
    assert "chmod 600" in only and "s3cret" not in only
    file.chmod(0o600)
    (key_module,) = refusals({**production, "TELEPHONY_FILE": str(file)})
    assert HSM_REFUSAL in key_module


def test_codes_that_no_account_could_send_are_refused(settings: Any) -> None:
    def said(**options: str) -> bool:
        secrets = {"secret": "a-secret-of-thirty-two-characters"}
        gate = Account("generic", "gate", secrets, {"send_url": "https://gate.example/send", **options})
        settings.TELEPHONY_ACCOUNTS, settings.MESSAGE_CHANNELS = {"gate": gate}, frozenset({"sms"})
        return any("codes of online booking" in sentence for sentence in start_checks.settings_refusals())

    assert said()
    assert not said(sms_sender="PERMANENCE")
