"""Everything the product reads from its environment. `.env.example` lists it.

A missing or unsafe value stops the start with a sentence that says what to do.
"""

from urllib.parse import unquote, urlsplit

import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from loyalty_site import logs
from loyalty_site.environment import BASE_DIR, env

django_stubs_ext.monkeypatch()


def required(name: str, hint: str) -> str:
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {hint}")
    return value


def provider(url: str) -> str:
    """Of anymail+NAME://; nothing where mails go by another way."""
    scheme = url.partition("://")[0]
    return scheme.removeprefix("anymail+") if scheme.startswith("anymail+") else ""


def mailer(url: str, *, timeout: int) -> dict[str, object]:
    """How EMAIL_URL sends: smtp://, smtp+tls://, smtp+ssl://, filemail:///folder,
    consolemail://, or anymail+NAME:// with the provider's own keys in the environment.
    """
    parts = urlsplit(url)
    if name := provider(url):
        return {"BACKEND": f"anymail.backends.{name}.EmailBackend"}
    if parts.scheme == "consolemail":
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "filemail":
        return {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": unquote(parts.path)},
        }
    if parts.scheme not in {"smtp", "smtp+tls", "smtp+ssl"} or not parts.hostname:
        raise ImproperlyConfigured(
            f"EMAIL_URL begins with {parts.scheme}://, which is no way to send mail. "
            "Use smtp://, smtp+tls://, smtp+ssl://, filemail:///, consolemail:// or "
            "anymail+brevo://."
        )
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or {"smtp+tls": 587, "smtp+ssl": 465}.get(parts.scheme, 25),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+tls",
            "use_ssl": parts.scheme == "smtp+ssl",
            "timeout": timeout,
        },
    }


EMBEDDED_HINT = (
    "Set it, or start the command through "
    "`python -m loyalty_site.embedded -- …`, which brings its own servers."
)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = (
    env.str("SECRET_KEY", default="only-for-this-machine-never-in-production")
    if DEBUG
    else required("SECRET_KEY", "Give it 50 random characters, or DEBUG=1 to try out.")
)
# Still read, no longer written: what was signed before SECRET_KEY changed.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else []
)
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is not set. Give the host names of this site, comma separated."
    )
BASE_URL = env.str("BASE_URL", default="") or (
    f"http://localhost:{env.int('PORT', default=8000)}"
    if DEBUG
    else f"https://{ALLOWED_HOSTS[0]}"
)
if not DEBUG and urlsplit(BASE_URL).scheme != "https":
    raise ImproperlyConfigured(
        "BASE_URL must be the public https:// address of this site, or set DEBUG=1."
    )

INSTALLED_APPS = [
    "loyalty_site.apps.LoyaltyAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "import_export",
    "core",
    "accounts",
    "shop",
    "outbox",
    "mailing",
    "segments",
    "vouchers",
    "giftcards",
    "earning",
    "points",
    "referrals",
    "sharing",
    "tiers",
    "wishlist",
    "reminders",
    "programme",
    "analytics",
    "api",
    "connectors",
    "imports",
    "portal",
    "demo_shop",
]

MIDDLEWARE = [
    "loyalty_site.health.health",
    "loyalty_site.clients.behind_proxies",
    "loyalty_site.tracing.trace",
    "loyalty_site.requests.OddRequests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.sessions.bound_to_shop",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    # Last: what it does again has passed every check.
    "loyalty_site.requests.Patience",
]

ROOT_URLCONF = "loyalty_site.urls"
WSGI_APPLICATION = "loyalty_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Data ---------------------------------------------------------------------

required("DATABASE_URL", EMBEDDED_HINT)
DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    # A pooler hands the next transaction another connection, where no cursor waits.
    "DISABLE_SERVER_SIDE_CURSORS": env.bool("DATABASE_POOLED", default=False),
}
# Seconds. A server that refuses says so at once; one that has vanished must not keep us.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL 15 or newer.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL", EMBEDDED_HINT)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "loyalty",
        # A cache that does not answer is done without.
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Nobody gives back what a machine held that went down: after so long it is taken for lost.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 15 * 60,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is away is waited for, however long; one that does not answer is away.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None

# --- People -------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "loyalty_site.guessing.BoundedBackend",
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "loyalty_site.admin_site.typed_address"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
# Customers pass here too: their comings and goings are nobody's business.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_ADAPTER = "portal.adapter.AccountAdapter"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60  # some mailboxes keep a stranger waiting
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
# Staff who may do something that is worth money log in with a second factor. Off where
# somebody tries the product out: the demo's merchant has a password that is printed.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=not DEBUG)
# A session of the back-office ends when nothing was done in it for so long.
STAFF_IDLE_MINUTES = env.int("STAFF_IDLE_MINUTES", default=60)
MFA_ADAPTER = "loyalty_site.staff.mfa.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Fidélité"
MFA_TOTP_TOLERANCE = 1
# On a machine of one's own only, as everything without TLS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
# A code from the mailbox before a customer's value leaves from a browser that is new.
STEP_UP = True

# Beside allauth's own: nobody tries out voucher codes in the shop.
ACCOUNT_RATE_LIMITS = {
    "voucher_code": "30/m/ip",
    "gift": "30/m/ip",
    "gift_card": "10/m/ip",
    "referral_acceptance": "10/h/ip",
    "referral_invitation": "20/h/ip",
    # A mailbox gets three log-in codes a minute, and twenty a day.
    "request_login_code": "20/m/ip,3/m/key,20/d/key",
}

# Mails that visitors must not be able to time: sent by threads, after the answer.
ERRANDS_IN_THREADS = True

# --- Languages and time -------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["loyalty_site.formats"]
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# --- Mail ---------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="") or "fidelite@localhost"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# A log-in code in a log is a secret in a log: the console is for trying out only.
EMAIL_URL = env.str("EMAIL_URL", default="") or (
    "consolemail://" if DEBUG else "smtp://localhost:25"
)
ANYMAIL = {
    name.removeprefix("ANYMAIL_"): value
    for name, value in env.ENVIRON.items()
    if name.startswith("ANYMAIL_")
}
# A visitor waits for a log-in code; the queue had better wait for the server's answer
# than send a mail again that has arrived.
MAILERS = {
    "default": mailer(EMAIL_URL, timeout=10),
    "queue": mailer(EMAIL_URL, timeout=60),
}
# Whose word on mails that came back we take.
MAIL_PROVIDER = provider(EMAIL_URL)
# Of addresses that are written to no more only hashes under this key are kept. Whoever
# changes SECRET_KEY sets it to the old one: with another, they would be written to again.
ADDRESS_KEY = env.str("ADDRESS_KEY", default="") or SECRET_KEY

# --- Connected shops ----------------------------------------------------------

# Fernet keys, comma separated: the first encrypts the shops' own keys, all decrypt them.
# Without any they are made from SECRET_KEY and its fallbacks.
CONNECTOR_KEYS = env.list("CONNECTOR_KEYS", default=[])
# For a shop on this machine only: addresses that are not public, and http.
CONNECTORS_ALLOW_PRIVATE = env.bool("CONNECTORS_ALLOW_PRIVATE", default=False)

# --- Files and pages ----------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:", "https:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not DEBUG
LANGUAGE_COOKIE_SECURE = not DEBUG
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 0 if DEBUG else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- Proxies ------------------------------------------------------------------

# Those of yours in front. Each drops the visitor's X-Forwarded-Proto and sets its own,
# and appends to X-Forwarded-For. `loyalty_site.clients` says who is asking.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- What it says of itself ---------------------------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", default="") or "INFO"
LOGGING = logs.config(pretty=DEBUG, level=LOG_LEVEL)
LOGGING_CONFIG = "loyalty_site.logs.configure"

SENTRY_DSN = env.str("SENTRY_DSN", default="")
if SENTRY_DSN:
    from loyalty_site import reports

    reports.start(
        dsn=SENTRY_DSN,
        release=env.str("RELEASE", default=""),
        environment=env.str("SENTRY_ENVIRONMENT", default="") or "production",
    )
