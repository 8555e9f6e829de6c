"""Settings of the yardstick: only what it needs."""

from __future__ import annotations

import os

from config.env import database

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["django.contrib.postgres", "rest_framework", "tests.load.baseline"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
ROOT_URLCONF = "tests.load.baseline.urls"
APPEND_SLASH = False
DATABASES = {
    "default": {
        **database(os.environ["BASELINE_DATABASE_URL"]),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"options": "-c search_path=baseline"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TIME_ZONE = "Europe/Berlin"
LANGUAGE_CODE = "de"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["tests.load.baseline.auth.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["tests.load.baseline.auth.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
}
MEDIA_ROOT = os.environ["BASELINE_FOLDER"]
