"""People and portals, what each may see, and the keys of their requests.

None of these tables hangs on a case, so none is under row-level security: they are read before a
scope can be known.
"""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.actor import Actor, ActorKind, Role


class User(AbstractUser):
    """A member of staff. Rights follow from memberships, not from Django's permissions."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def actor(self) -> Actor:
        """The user as the services know them; costs one query."""
        roles: dict[str, set[Role]] = {}
        for membership in self.memberships.all():
            roles.setdefault(membership.authority, set()).add(Role(membership.role))
        return Actor(
            kind=ActorKind.STAFF,
            id=str(self.public_id),
            label=str(self),
            roles={authority: frozenset(held) for authority, held in roles.items()},
        )


class Membership(models.Model):
    """A role of a person at one authority."""

    ROLES = [
        (Role.CLERK.value, _("clerk")),
        (Role.TEAM_LEAD.value, _("team lead")),
        (Role.CASHIER.value, _("cashier")),
        (Role.FRONT_DESK.value, _("front desk")),
        (Role.AUDITOR.value, _("auditor")),
    ]

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    authority = models.CharField(_("authority"), max_length=32)
    role = models.CharField(_("role"), max_length=16, choices=ROLES)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "authority", "role"], name="access_membership_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority}: {self.get_role_display()}"


class Portal(models.Model):
    """An online-application portal: an OAuth client that acts for applicants."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    application = models.OneToOneField(
        "oauth2_provider.Application", on_delete=models.PROTECT, related_name="portal"
    )
    authorities = ArrayField(
        models.CharField(max_length=32), verbose_name=_("authorities"), default=list
    )
    sandbox = models.BooleanField(_("sandbox"), default=False)
    active = models.BooleanField(_("active"), default=True)
    contact_email = models.EmailField(_("technical contact"))

    class Meta:
        verbose_name = _("portal")
        verbose_name_plural = _("portals")

    def __str__(self) -> str:
        return self.name

    def actor(self) -> Actor:
        return Actor(
            kind=ActorKind.PORTAL,
            id=str(self.public_id),
            label=self.name,
            roles={authority: frozenset() for authority in self.authorities},
            sandbox=self.sandbox,
        )


class IdempotencyKey(models.Model):
    """The first answer to a `POST`, kept in the same transaction as its effect."""

    portal = models.ForeignKey(Portal, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=255)
    digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["portal", "key"], name="access_key_once"),
            models.CheckConstraint(condition=~Q(key=""), name="access_key_not_empty"),
        ]
        indexes = [models.Index(fields=["created_at"], name="access_key_age")]

    def __str__(self) -> str:
        return f"{self.portal_id}:{self.key}"


class AccessLog(models.Model):
    """Who looked at which case through the staff pages; ids only, never names."""

    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    authority = models.CharField(max_length=32)
    case_reference = models.CharField(max_length=32)
    page = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["case_reference", "at"], name="access_log_by_case")]

    def __str__(self) -> str:
        return f"{self.case_reference} {self.at:%Y-%m-%d %H:%M}"
