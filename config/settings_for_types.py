"""The settings as mypy's Django plugin reads them: no server, no secret, the same apps."""

import os

os.environ.setdefault("TITELWEG_ENV", "development")
os.environ.setdefault("SECRET_KEY", "types-only")
os.environ.setdefault("MASTER_KEY", "A" * 43 + "=")
os.environ.setdefault("DATABASE_URL", "postgres://titelweg_app@127.0.0.1/titelweg")

from .settings import *  # noqa: F403  # the environment above has to stand first

INSTALLED_APPS += ["tests.load.baseline"]  # noqa: F405  # the yardstick of `make bench` has models
