"""Who asks: the signed-in person as the services know them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest

from access.models import User
from common.actor import Actor, ActorKind


def user_of(request: HttpRequest) -> User:
    """The signed-in user. Raises `PermissionDenied` for anybody else."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def actor_of(request: HttpRequest) -> Actor:
    """The user as an actor; however often it is asked in a request, it costs one query.

    Before somebody has signed in, an actor who holds no role anywhere.
    """
    if not isinstance(request.user, User):
        return Actor(kind=ActorKind.STAFF)
    prefetch_related_objects([request.user], "memberships")
    return request.user.actor()
