"""Who sees which entry of the menu; `config.admin_menu` names these functions."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from common.actor import Role

from .people import actor_of
from .recording import may_record


def sees_cases(request: HttpRequest) -> bool:
    return bool(actor_of(request).roles)


def records_applications(request: HttpRequest) -> bool:
    return bool(may_record(actor_of(request)))


def sees_letters(request: HttpRequest) -> bool:
    return bool(may_record(actor_of(request)))


def sees_suggestions(request: HttpRequest) -> bool:
    return bool(may_record(actor_of(request)))


def sees_counters(request: HttpRequest) -> bool:
    actor = actor_of(request)
    return any(
        actor.holds(role, at=authority)
        for authority in actor.authorities
        for role in (Role.TEAM_LEAD, Role.AUDITOR)
    )


def sees_money(request: HttpRequest) -> bool:
    """Who books, assesses or audits fees."""
    actor = actor_of(request)
    return any(
        actor.holds(role, at=authority)
        for authority in actor.authorities
        for role in (Role.CASHIER, Role.TEAM_LEAD, Role.AUDITOR)
    )


def is_among_cases(request: HttpRequest) -> bool:
    """Whether the work list or a case is open; recording an application is an entry of its own."""
    here = request.path.removeprefix(reverse("admin:cases_case_changelist"))
    return here != request.path and not here.startswith("record")


def is_superuser(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_superuser
