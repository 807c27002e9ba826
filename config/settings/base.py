"""Production. `dev` and `test` only loosen; every value a host decides comes from the environment."""

from pathlib import Path

from config import environment as env
from config import garbage
from config.database_url import database
from config.email_provider import read_provider
from config.lower_ages import lower_ages
from config.message_channels import message_channels
from config.settings.authentication import *  # noqa: F403
from config.settings.authentication import AUTHENTICATION_MIDDLEWARE
from config.telephony import read_accounts

garbage.begin()
ROOT = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(ROOT / "var")))

DEBUG = env.flag("DEBUG", False)
DEMONSTRATION = False
SECRET_KEY = env.secret("SECRET_KEY")
CONTEXT_SIGNING_KEY = env.secret("CONTEXT_SIGNING_KEY")
CONTEXT_LIFETIME_SECONDS = 300
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS")
PUBLIC_URL = env.text("PUBLIC_URL")
TRUSTED_PROXIES = env.items("TRUSTED_PROXIES", "")
SECURITY_CONTACT = env.text("SECURITY_CONTACT")
# Whom people write to about their data (SAS-26), and who answers for the accounts (K3).
OPERATOR_NAME = env.text("OPERATOR_NAME")
DPO_EMAIL = env.text("DPO_EMAIL")
DPO_ADDRESS = env.text("DPO_ADDRESS")
# What a site must say of who publishes it and who hosts it (LCEN).
OPERATOR_LEGAL_FORM = env.text("OPERATOR_LEGAL_FORM")
OPERATOR_ADDRESS = env.text("OPERATOR_ADDRESS")
OPERATOR_PHONE = env.text("OPERATOR_PHONE")
OPERATOR_EMAIL = env.text("OPERATOR_EMAIL")
PUBLICATION_DIRECTOR = env.text("PUBLICATION_DIRECTOR")
SITE_HOST = env.text("SITE_HOST")
# Visits of public pages are counted only when this is on, and then only those of visitors who said yes (K1).
AUDIENCE_MEASUREMENT = env.flag("AUDIENCE_MEASUREMENT", False)
AUDIENCE_APPROVED_ON = env.text("AUDIENCE_APPROVED_ON", "")
KEYRING_PROVIDER = env.text("KEYRING_PROVIDER", "hsm")
KEYRING_FILE = Path(env.text("KEYRING_FILE", str(VAR_DIR / "keyring.json")))
ERASURE_LEDGER = Path(env.text("ERASURE_LEDGER", str(VAR_DIR / "erasures.jsonl")))
# By which channels patients are told: sms, email, both; none when empty, and messages wait in the outbox.
MESSAGE_CHANNELS = message_channels(env.items("MESSAGE_CHANNELS", ""))
# Django's own e-mail backend by default; anymail's for a provider's interface (docs/hosting.md).
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.integer("EMAIL_PORT", 587, low=1, high=65_535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 15
EMAIL_PROVIDER_FILE = env.text("EMAIL_PROVIDER_FILE", "")
ANYMAIL = read_provider(EMAIL_PROVIDER_FILE, EMAIL_TIMEOUT)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "")
TELEPHONY_ACCOUNTS = read_accounts(env.text("TELEPHONY_FILE", ""), PUBLIC_URL)
GUARDIAN_LOWER_AGES = lower_ages(env.items("GUARDIAN_LOWER_AGES", ""))
# K7: six months active, then three in the archive; both are the operator's to change.
RETENTION_REMOTE_TERMS_MONTHS = env.integer("RETENTION_REMOTE_TERMS_MONTHS", 6, low=1, high=120)
RETENTION_REMOTE_TERMS_ARCHIVE_MONTHS = env.integer("RETENTION_REMOTE_TERMS_ARCHIVE_MONTHS", 3, low=1, high=120)
# K8, no default: a rule whose value the operator has not set is not applied, and every report says so.
RETENTION_PROFESSIONAL_ACCOUNTS_MONTHS = env.optional_integer("RETENTION_PROFESSIONAL_ACCOUNTS_MONTHS", low=1, high=240)
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "filesystem://localhost//")

# Patients' accounts by OpenID Connect: off while the issuer is empty; half configured, the start is refused.
FRANCECONNECT_ISSUER = env.text("FRANCECONNECT_ISSUER", "").rstrip("/")
FRANCECONNECT_CLIENT_ID = env.text("FRANCECONNECT_CLIENT_ID", "")
FRANCECONNECT_CLIENT_SECRET = env.text("FRANCECONNECT_CLIENT_SECRET", "")
FRANCECONNECT_ACR = env.text("FRANCECONNECT_ACR", "eidas1")

DATABASES = {
    "default": database("DATABASE_URL", env.text("DATABASE_URL")),
    "owner": database("DATABASE_OWNER_URL", env.text("DATABASE_OWNER_URL", env.text("DATABASE_URL"))),
    "sealer": database("DATABASE_SEALER_URL", env.text("DATABASE_SEALER_URL", env.text("DATABASE_URL"))),
}
# A statement sent for the sixth time is planned once for all (a booking takes a fifth less time). A transaction
# pooler in between must know prepared statements: PgBouncer from 1.22 on, with max_prepared_statements.
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 5
# Commands reach the owner and the sealer; a page or an endpoint never does.
for _alias in ("owner", "sealer"):
    DATABASES[_alias].update({"ATOMIC_REQUESTS": False, "CONN_MAX_AGE": 0})
DATABASE_ROUTERS = ["config.database_router.OwnerMigrates"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_otp",
    "axes",
    "csp",
    "django_htmx",
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
]

MIDDLEWARE = [
    "core.problems.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.hardening.HardeningMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *AUTHENTICATION_MIDDLEWARE,
    "practices.middleware.ActorMiddleware",
    "calls.middleware.OnACall",
    "consent.middleware.CharterFirst",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "web.public.audience.AudienceMiddleware",
    "patients.nir_lookups.LookupsOutliveRefusals",
]


ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            ROOT / "config/templates",
            ROOT / "web/desk/templates",
            ROOT / "web/account/templates",
            ROOT / "web/guardian/templates",
            ROOT / "web/portal/templates",
        ],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [VAR_DIR / "static-build"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "core.problems.api_exception_handler",
    "DEFAULT_AUTHENTICATION_CLASSES": ["core.session_authentication.SignedInSession"],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": ["core.strict_json.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Permanence",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # Lists that several fields share, or several lists under one field's name.
    "ENUM_NAME_OVERRIDES": {
        "AbsenceReason": ["leave", "training", "meeting", "other"],
        "AppointmentStatus": [
            "proposed",
            "pending",
            "booked",
            "arrived",
            "fulfilled",
            "cancelled",
            "noshow",
            "entered-in-error",
        ],
        "ChannelEnum": ["phone", "web", "api"],
        "ContactTicketChannel": ["post", "email", "phone", "web"],
        "ConsigneKind": ["important", "rule", "info"],
        "EffectEnum": ["block", "require", "ask", "warn"],
        "SlotMarkEffect": ["require", "ask", "warn"],
        "MessageKind": ["message", "urgent", "renewal", "home_visit", "results"],
        "CallBackOutcome": ["done", "no_answer", "later"],
        "CallRequestState": ["stored", "placed", "refused", "unknown", "over"],
        "CallDisposition": [
            "booked",
            "changed",
            "message",
            "informed",
            "transferred",
            "call_back",
            "wrong_number",
            "nothing",
        ],
        "CallOutcome": ["answered", "missed", "voicemail", "agent_no_answer"],
        "GuardianRelation": ["parent", "guardian", "other"],
        "GuardianScope": ["appointment", "practice"],
        "GuardianStanding": ["awaited", "agreed", "refused", "disputed"],
        "IdentityStatus": ["PROV", "VALI", "RECUP", "QUAL"],
        "KeptSide": ["survivor", "merged"],
        "KeptSideOrBoth": ["survivor", "merged", "both"],
        "PresenceThrough": ["sms", "link", "call"],
        "Purpose": ["appointments", "medical_secretariat", "planning", "linking", "reminders", "preparation"],
        "Reach": ["sms", "email"],
        "Relation": ["parent", "guardian", "spouse", "child", "personne_de_confiance", "caregiver", "other"],
        "RelationScope": ["contact", "booking", "representation"],
        "SeriesScope": ["this", "following", "all"],
        "UrgencyOutcome": ["transfer", "same_day", "urgent_message", "ordinary"],
        "Sex": ["male", "female", "unknown"],
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.openapi.add_problems",
    ],
}

_SELF = ["'self'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": _SELF,
        "style-src": _SELF,
        "img-src": ["'self'", "data:"],
        "font-src": _SELF,
        "connect-src": _SELF,
        "manifest-src": _SELF,
        "form-action": _SELF,
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz(/calls)?$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_AGE = None  # gone with the browser
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.problems.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
SILENCED_SYSTEM_CHECKS = ["fields.W342"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"careful": {"()": "config.access_log.CarefulFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["careful"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Its 4xx lines carry the path; refusals are journal events instead. Those of errors carry it without tokens.
        "django.request": {"level": "ERROR", "filters": ["careful"]},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "axes": {"level": "CRITICAL"},
        # Its INFO lines carry the address: numbers, words and passwords of gateways that are called by GET.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
    },
}
