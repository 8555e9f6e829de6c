"""What the pages of accounts and portals share: superusers alone, and the authorities there are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def known_authorities() -> list[tuple[str, str]]:
    """The authorities there are rules for. A profile is named like its file, so its name will do:
    what is in it belongs to a layer above."""
    keys = sorted(file.stem for file in Path(settings.PROFILES_DIR).glob("*.toml"))
    return [(key, key.capitalize()) for key in keys]


class SuperusersOnly:
    """The permissions of an admin page that superusers alone may open."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def is_superuser(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_superuser
