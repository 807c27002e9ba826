"""Who may sign in, and how: people, passwords, second factor, lockout, sessions.

Figures: CNIL 2022-100, ASVS 5.0 chapters 6 and 7; those that no text fixes are the project's own choice.
"""

from datetime import timedelta

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.PersonBackend",
]
LOGIN_URL = "/connexion/"

# One hasher only: an account with an older hash could be told from the others by its timing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# The rule of accounts.password_rules is applied by the services, with French reasons.
AUTH_PASSWORD_VALIDATORS: list[dict[str, object]] = []

AUTHENTICATION_MIDDLEWARE = [
    "accounts.middleware.SessionPolicy",
    "accounts.middleware.SignedInOnly",
]
# Everything else answers 401 or the sign-in page until both factors have passed.
SIGN_IN_PUBLIC_PATHS = frozenset(
    {
        "/connexion/",
        "/connexion/code/",
        "/connexion/inscription/",
        "/deconnexion/",
        "/mentions-legales/",
        "/accessibilite/",
        "/cookies/",
        "/cookies/choix/",
        "/api/v1/session",
        "/api/v1/session/otp",
        "/api/v1/schema",
        "/api/v1/docs",
        "/healthz",
        "/readyz",
        "/readyz/calls",
        "/favicon.ico",
        "/robots.txt",
    }
)
SIGN_IN_PUBLIC_PREFIXES = ("/static/", "/problems/", "/accord/", "/rdv/", "/flux/", "/telephonie/", "/confidentialite/")
# All that opens, beside what is public, to somebody who has not accepted the texts in force of their organisation
# (CH-21). Signing out and the pages on one's rights are public. One's own rights and alarm wait for no acceptance:
# an account is reported lost (CH-07), and what becomes of one's data is said (SAS-25), whatever one owes.
CHARTER_URL = "/charte/"
CHARTER_FREE_PATHS = frozenset(
    {
        CHARTER_URL,
        "/api/v1/charters/owed",
        "/api/v1/charters/acceptances",
        "/api/v1/session/compromise",
        "/api/v1/session/directive",
        "/compte/compromis/",
        "/compte/directives/",
        "/compte/directives/revoquer/",
    }
)

SESSION_ENGINE = "accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 10 * 60 * 60
# What an open page asks by itself: answered to whoever is signed in, but no sign that somebody is there.
SESSION_UNATTENDED_PATHS = frozenset({"/live/", "/bureau/sonneries/"})
STEP_UP_SECONDS = 5 * 60
PENDING_SIGN_IN_SECONDS = 10 * 60
ENROLMENT_SECONDS = 24 * 60 * 60
# Calendar months.
SIGN_IN_LOG_MONTHS = 12

# Documented deviation from ASVS 6.5.5 (30 s): a code may still arrive in the step that follows its own,
# the time it takes to type it (RFC 6238 §5.2). 0 is the strict value.
TOTP_PAST_STEPS = 1

# One address guessing one name is stopped; nobody else is. The name is never stored in clear.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "accounts.client_ip.client_ip_or_none"
AXES_USERNAME_CALLABLE = "accounts.lockout.axes_subject"
AXES_WHITELIST_CALLABLE = "accounts.lockout.axes_whitelist"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "password", "code", "csrfmiddlewaretoken", "suite"]
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Many addresses guessing one name: browsers that never signed in as that person must wait.
UNKNOWN_DEVICE_FAILURE_LIMIT = 25
UNKNOWN_DEVICE_FAILURE_WINDOW = timedelta(hours=24)
KNOWN_DEVICE_FAILURE_LIMIT = 10
DEVICE_COOKIE_DAYS = 180
