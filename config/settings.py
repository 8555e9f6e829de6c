"""All settings, from the environment. Every value that differs between places is read here."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from . import env
from .admin_menu import UNFOLD as UNFOLD
from .pool import forget_scope

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = env.text("TITELWEG_ENV", "production")
DEVELOPMENT = ENVIRONMENT == "development"
UNDER_TEST = "pytest" in sys.modules

SECRET_KEY = env.text("SECRET_KEY")
MASTER_KEY = env.text("MASTER_KEY")
MASTER_KEYS_RETIRED = env.names("MASTER_KEYS_RETIRED")
DEBUG = False
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "127.0.0.1,localhost" if DEVELOPMENT else "")
PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# How many proxies of our own stand in front and add to X-Forwarded-For; 0 believes no header.
TRUSTED_PROXIES = env.whole_number("TRUSTED_PROXIES", 0)

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "oauth2_provider",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "csp",
    "django_fsm",
    "common",
    "access",
    "applicants",
    "documents",
    "fees",
    "appointments",
    "production",
    "correspondence",
    "authorities",
    "cases",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "cases.admin.language.staff_pages_in_german",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "access.middleware.StaffScopeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [BASE_DIR / "config" / "templates"],  # before the theme's own
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# The application role does the work; the owner migrates. In tests the owner creates the
# database and `default` keeps being the application role on it (docs/decisions).
DATABASES = {
    "default": {
        **env.database(env.text("DATABASE_URL")),
        "TEST": {"MIRROR": "owner"},
    },
    "owner": {
        **env.database(env.text("DATABASE_OWNER_URL", env.text("DATABASE_URL"))),
    },
}
DATABASES["owner"]["TEST"] = {
    "NAME": f"test_{DATABASES['owner']['NAME']}{os.environ.get('TITELWEG_TEST_SUFFIX', '')}",
    "DEPENDENCIES": [],
}
# A pool for the web only: Celery closes a pool after every task (docs/decisions).
if env.whole_number("DATABASE_POOL", 0):
    DATABASES["default"]["OPTIONS"] = {
        "pool": {
            "min_size": 1,
            "max_size": env.whole_number("DATABASE_POOL", 0),
            "timeout": 15,  # longer than the lock timeout: who waits for a lock holds a connection
            "reset": forget_scope,
        }
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # Redis is disposable: one that hangs must not hold up a request.
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 1},
    }
}

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if UNDER_TEST
    else ["django.contrib.auth.hashers.Argon2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_ENABLED = not UNDER_TEST

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
# The design system of the public pages (KERN), as npm unpacked it.
STATICFILES_DIRS = [("kern", str(BASE_DIR / "node_modules" / "@kern-ux" / "native" / "dist"))]
# In development files are found where they lie, and nothing is collected.
STATIC_ROOT = env.text("STATIC_ROOT", "" if DEVELOPMENT else str(BASE_DIR / "staticfiles")) or None
WHITENOISE_USE_FINDERS = DEVELOPMENT
BLOB_DIR = env.text("BLOB_DIR", str(BASE_DIR / ".run" / "blobs"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "blobs": {"BACKEND": "common.vault.DurableFileStorage", "OPTIONS": {"location": BLOB_DIR}},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

PROFILES_DIR = env.text("PROFILES_DIR", str(BASE_DIR / "authorities" / "profiles"))
LAW_DIR = env.text("LAW_DIR", str(BASE_DIR / "authorities" / "law"))
FONTS_DIR = env.text("FONTS_DIR", str(BASE_DIR / "node_modules" / "@expo-google-fonts"))

EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS = env.mail_server(
    env.text("EMAIL_URL", "smtp://127.0.0.1:1025")
)
EMAIL_TIMEOUT = 10  # seconds; a hanging server must not hold a worker
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "antwort-nicht-moeglich@titelweg.example")

PAYMENT_URL = env.text("PAYMENT_URL", "http://127.0.0.1:8801")
PAYMENT_TOKEN = env.text("PAYMENT_TOKEN", "")
PRODUCER_URL = env.text("PRODUCER_URL", "http://127.0.0.1:8802")
PRODUCER_TOKEN = env.text("PRODUCER_TOKEN", "")

# Where webhooks may lead besides public addresses, and on which ports (in development: on any).
WEBHOOK_NETWORKS = env.names("WEBHOOK_NETWORKS", "127.0.0.0/8,::1/128" if DEVELOPMENT else "")
WEBHOOK_PORTS = [int(port) for port in env.names("WEBHOOK_PORTS", "443,8443")]

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
# Receivers of webhooks are other people's: one that hangs delays no mail, payment or order.
CELERY_TASK_ROUTES = {"cases.tell_portals": {"queue": "webhooks"}}
# How often the clock ticks; the demo and the tests let it tick faster.
TICK_SECONDS = env.whole_number("TICK_SECONDS", 30)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["cases.api.auth.PortalAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["cases.api.auth.HasScope"],
    "DEFAULT_PARSER_CLASSES": ["cases.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "cases.api.schema.PortalSchema",
    "EXCEPTION_HANDLER": "cases.api.problems.handle",
    "DEFAULT_THROTTLE_CLASSES": ["cases.api.limits.PortalThrottle"],
    "URL_FORMAT_OVERRIDE": None,
    "UNICODE_JSON": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# Named although it is the default: migrations of ours refer to it.
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"
OAUTH2_PROVIDER = {
    "SCOPES": {
        "cases:read": "Eigene Vorgänge lesen",
        "cases:write": "Vorgänge anlegen, ändern, einreichen",
        "payments:write": "Zahlungen beginnen",
        "webhooks:write": "Benachrichtigungen einrichten",
        "sandbox": "Vorgänge der Sandbox weiterbewegen",
    },
    "OAUTH2_VALIDATOR_CLASS": "access.oauth.PortalValidator",
    "SCOPES_BACKEND_CLASS": "access.oauth.PortalScopes",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 900,
    "ALLOWED_GRANT_TYPES": ["client_credentials"],
    # RFC 9700, OAuth 2.0 Security Best Current Practice; tokens are kept as digests only.
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Titelweg: portal API",
    "DESCRIPTION": "What an online-application portal can rely on. See docs/api.md.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "WEBHOOKS": ["cases.api.calls.webhooks.EVENT_HAPPENED"],
    "COMPONENT_SPLIT_PATCH": False,
    "POSTPROCESSING_HOOKS": ["cases.api.links.add_links"],  # pydantic has named what needs a name
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
}

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEVELOPMENT
SECURE_SSL_REDIRECT = not DEVELOPMENT
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if DEVELOPMENT else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEVELOPMENT
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        # The admin theme evaluates its Alpine expressions and sets styles on elements.
        "script-src": ["'self'", "'unsafe-eval'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "axes": {"level": "WARNING"}},
}
