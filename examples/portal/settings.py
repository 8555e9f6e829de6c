"""Settings of the reference portal, a Django project of its own without a database.

What differs from place to place stands in `surroundings`; it is production unless `PORTAL_ENV`
says development.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from .surroundings import Surroundings

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
AROUND = Surroundings.read()
DEVELOPMENT = AROUND.development


def _kept_key(path: Path) -> str:
    """Made once and kept: resume codes are computed from it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with open(
            path, "x", opener=lambda p, flags: os.open(p, flags, 0o600)
        ) as fresh:  # for us alone from the start
            fresh.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = _kept_key(AROUND.folder / "key")
SESSIONS = AROUND.folder / "sessions"
SESSIONS.mkdir(mode=0o700, exist_ok=True)

DEBUG = False
ALLOWED_HOSTS = [AROUND.url.partition("://")[2].partition(":")[0], "localhost"]
CSRF_TRUSTED_ORIGINS = [AROUND.url]
ROOT_URLCONF = "examples.portal.urls"
WSGI_APPLICATION = "examples.portal.wsgi.application"
INSTALLED_APPS = ["django.contrib.sessions", "django.contrib.staticfiles", "examples.portal"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "examples.portal.middleware.NothingIsKept",
    "examples.portal.middleware.RefusalsAreShown",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ]
        },
    }
]
DATABASES: dict[str, dict[str, str]] = {}

# Sessions lie on the server; the cookie holds a random name only.
SESSION_ENGINE = "django.contrib.sessions.backends.file"
SESSION_FILE_PATH = str(SESSIONS)
SESSION_COOKIE_NAME = "portal_session"
SESSION_COOKIE_AGE = 60 * 60
SESSION_SAVE_EVERY_REQUEST = True  # an hour without a click, not an hour in all
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# Lax, since the payment service leads back with a link from its own site.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEVELOPMENT
CSRF_COOKIE_NAME = "portal_csrf"
CSRF_FAILURE_VIEW = "examples.portal.views.start.stale_page"
LANGUAGE_COOKIE_NAME = "portal_language"
SECURE_HSTS_SECONDS = 0 if DEVELOPMENT else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEVELOPMENT
SECURE_SSL_REDIRECT = not DEVELOPMENT
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # the design system's icons are data
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [str(HERE / "locale")]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [("kern", str(CHECKOUT / "node_modules" / "@kern-ux" / "native" / "dist"))]
WHITENOISE_USE_FINDERS = True  # few files: they are read from where they lie

# The authority's limit for one file; what is larger is refused before it fills the disk.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
