"""All settings. What differs between machines comes from the environment, every variable is listed here."""

from __future__ import annotations

from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import environ

from .databases import app_role, default_database
from .secret import kept_secret

env = environ.Env()

# The checkout (or wherever `make run` was started); only var/ below it is ever written to.
BASE_DIR = Path(__file__).resolve().parents[3]
VAR = Path(env.str("SAMRE_VAR", default=str(BASE_DIR / "var")))
# The published map as files, for the pages that ask no database.
PUBLIC_MAP = VAR / "public_map"
WEB = BASE_DIR / "src" / "samre" / "web"

DEBUG = env.bool("SAMRE_DEBUG", default=False)
# Fictional people, one-click login and keys that are made when they are missing. Never beside real people.
DEMO = env.bool("SAMRE_DEMO", default=False)
# What personal data is sealed with. Never in the database, never in its backup.
SAMRE_KEYS_FILE = Path(env.str("SAMRE_KEYS_FILE", default=str(VAR / "keys.json")))
# Where the access log is streamed, beside the database.
SAMRE_AUDIT_SINK = env.str("SAMRE_AUDIT_SINK", default=str(VAR / "audit"))
# Signs sessions and the CSRF cookie. All processes need the same, also after a restart: in the demo it lies in a file.
SECRET_KEY = env.str("SAMRE_SECRET_KEY", default="") or (
    kept_secret(VAR / "secret.key") if DEMO else token_urlsafe(50)
)
# Whose map the public pages show, by the authority's name, where more than one förbund keeps a map in this installation.
SAMRE_PUBLIC_KEEPER = env.str("SAMRE_PUBLIC_KEEPER", default="")
ALLOWED_HOSTS = env.list("SAMRE_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
HTTPS = env.bool("SAMRE_HTTPS", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
    "samre.audit",
    "samre.accounts",
    "samre.governance",
    "samre.casework",
    "samre.web",
]
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

# Sessions lie in the database: logging out ends them on the server. Half an hour without use and a working day in all is
# what OWASP ASVS 5.0 7.1.1 and 7.3 leave to the one who knows the work: an office where people walk away from a desk.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-samre" if HTTPS else "samre_session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
# Lax, not Strict: the identity provider sends the user back from another site.
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SAMRE_SESSION_IDLE_MINUTES = env.int("SAMRE_SESSION_IDLE_MINUTES", default=30)
SAMRE_SESSION_HOURS = env.int("SAMRE_SESSION_HOURS", default=8)
SESSION_COOKIE_AGE = SAMRE_SESSION_HOURS * 3600
# Who is believed about who somebody is, and how sure they have to be: Sweden Connect's level 3 and 4, to the letter. Its
# "uncertified-loa3" is another level, and is not among them (technical framework, attribute specification 1.7, 3.1.1).
SAMRE_LOGIN_LEVELS = env.list(
    "SAMRE_LOGIN_LEVELS",
    default=["http://id.elegnamnden.se/loa/1.0/loa3", "http://id.elegnamnden.se/loa/1.0/loa4"],
)
OIDC: dict[str, Any] = {
    "NAME": env.str("SAMRE_OIDC_NAME", default="Logga in med e-tjänstelegitimation"),
    "ISSUER": env.str("SAMRE_OIDC_ISSUER", default=""),
    "CLIENT_ID": env.str("SAMRE_OIDC_CLIENT_ID", default=""),
    "CLIENT_SECRET": env.str("SAMRE_OIDC_CLIENT_SECRET", default=""),
    "CLAIM": env.str("SAMRE_OIDC_CLAIM", default="sub"),
    "SCOPES": env.list("SAMRE_OIDC_SCOPES", default=["profile"]),
}
SAML: dict[str, Any] = {
    "NAME": env.str("SAMRE_SAML_NAME", default="Logga in med e-tjänstelegitimation"),
    "ISSUER": env.str("SAMRE_SAML_ISSUER", default=""),
    "SSO": env.str("SAMRE_SAML_SSO", default=""),
    "CERT_FILE": env.str("SAMRE_SAML_CERT_FILE", default=""),
    # Sweden Connect's orgAffiliation: who she is at which organisation.
    "CLAIM": env.str("SAMRE_SAML_CLAIM", default="urn:oid:1.2.752.201.3.1"),
    "OWN_KEY_FILE": env.str("SAMRE_SAML_OWN_KEY_FILE", default=""),
    "OWN_CERT_FILE": env.str("SAMRE_SAML_OWN_CERT_FILE", default=""),
}
# A password is a way in for the demo only, and passkeys beside it unless a kommun says otherwise: neither tells as surely
# as an e-legitimation who somebody is. `manage.py check --deploy` stops the first and asks about the second.
SAMRE_PASSWORD_LOGIN = env.bool("SAMRE_PASSWORD_LOGIN", default=False)
SAMRE_PASSKEYS = env.bool("SAMRE_PASSKEYS", default=DEMO)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 15}),
        ("CommonPasswordValidator", {}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "name", "email")}),
    )
]
ACCOUNT_ADAPTER = "samre.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
# Nobody signs up: it is what makes the login form ask for both.
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "30/m/ip,5/300s/key",
    "reauthenticate": "10/m/user",
    # Wrong codes to one-time links, whatever link; a link itself takes a few only (inkorg.yaml).
    "answer_link": "30/h/ip",
    # Wrong codes to practice runs: a room of people behind one address mistypes too, and has to get going again soon.
    "practice_code": "60/10m/ip",
    "practice_group": "30/10m/key",
    # What a group writes: each answer and comment is a row and an event, and nobody has an account.
    "practice_words": "120/10m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("SAMRE_PROXY", default=False) else 0
SOCIALACCOUNT_STORE_TOKENS = False
MFA_ADAPTER = "samre.accounts.adapters.KeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO and not HTTPS
MFA_TOTP_ISSUER = "SAMRE"
# Our own gates ask who one is again (`fresh=True`).
MFA_REAUTHENTICATION_REQUIRED = False
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "web:login"
LOGIN_REDIRECT_URL = "web:onward"
# How long ago somebody may have shown who she is when she exports or disposes.
SAMRE_FRESH_MINUTES = env.int("SAMRE_FRESH_MINUTES", default=5)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "samre.accounts.middleware.ActorMiddleware",
    "samre.web.middleware.SeenSigns",
]
ROOT_URLCONF = "samre.config.urls"
WSGI_APPLICATION = "samre.config.wsgi.application"
APPEND_SLASH = False

# template-partials wraps the loaders, so they are named here; builtins spare every template its {% load %}.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "samre.web.templatetags.words",
            ],
            "context_processors": ["django.template.context_processors.request", "samre.web.context.page"],
        },
    }
]

DATABASES = {"default": default_database(env, var=VAR)}
# Whom PostgreSQL gives what the pages need, and no more.
SAMRE_APP_ROLE = app_role(env)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "sv"
USE_I18N = True
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [WEB / "static", *([VAR / "build"] if (VAR / "build").is_dir() else [])]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False

# A läkarintyg is read in memory and forgotten: no upload handler that can write to disk is installed.
# A scanned paper of a few pages. What is read as a läkarintyg has a lower limit of its own (certificate/common.yaml).
UPLOAD_CAP_BYTES = env.int("SAMRE_UPLOAD_MEGABYTES", default=10) * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["samre.web.uploads.CappedMemoryUpload"]
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_CAP_BYTES
# A certificate carried by the form is longer than its file.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * UPLOAD_CAP_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 600
DATA_UPLOAD_MAX_NUMBER_FILES = 1

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("SAMRE_PROXY", default=False) else None
)
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_NAME = "samre_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "samre.web.views.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# What is logged: method, path, status. Never a body, a query string or a traceback with local values.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"bare": {"()": "samre.config.logs.BareRequest"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["bare"]}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.template": {"level": "INFO"},
        "weasyprint": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
    },
}
DEFAULT_EXCEPTION_REPORTER = "samre.config.logs.SilentReporter"

SILENCED_SYSTEM_CHECKS = [] if HTTPS else ["security.W004", "security.W008", "security.W016"]
