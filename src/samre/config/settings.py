"""All settings. What differs between machines comes from the environment, every variable is listed here."""

from __future__ import annotations

from pathlib import Path
from secrets import token_urlsafe

import environ

env = environ.Env()

# The checkout (or wherever `make run` was started); only var/ below it is ever written to.
BASE_DIR = Path(__file__).resolve().parents[3]
VAR = Path(env.str("SAMRE_VAR", default=str(BASE_DIR / "var")))
WEB = BASE_DIR / "src" / "samre" / "web"

DEBUG = env.bool("SAMRE_DEBUG", default=False)
# Signs nothing but the CSRF cookie as long as there is no login; a fresh one at each start is then enough.
SECRET_KEY = env.str("SAMRE_SECRET_KEY", default="") or token_urlsafe(50)
ALLOWED_HOSTS = env.list("SAMRE_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
HTTPS = env.bool("SAMRE_HTTPS", default=False)

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "samre.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
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
            "context_processors": ["samre.web.context.page"],
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "samre.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }
}
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
UPLOAD_CAP_BYTES = 2 * 1024 * 1024
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
        "fontTools": {"level": "ERROR"},
    },
}
DEFAULT_EXCEPTION_REPORTER = "samre.config.logs.SilentReporter"

SILENCED_SYSTEM_CHECKS = [] if HTTPS else ["security.W004", "security.W008", "security.W016"]
