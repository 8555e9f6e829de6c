"""Accounts, roles and portals: kept by superusers, seen by nobody else."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.models import Group
from oauth2_provider.models import AccessToken, Application, Grant, IDToken, RefreshToken

from . import accounts, portals

__all__ = ["accounts", "portals"]

# Nobody works with these rows by hand: roles are memberships, clients are portals.
for model in (Group, AccessToken, Application, Grant, IDToken, RefreshToken):
    admin.site.unregister(model)
