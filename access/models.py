"""People and portals, what each may see, and the keys of their requests.

None of these tables hangs on a case, so none is under row-level security: they are read before a
scope can be known.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.actor import Actor, ActorKind, Role

READ, WRITE, PAY = "cases:read", "cases:write", "payments:write"
HOOKS, SANDBOX = "webhooks:write", "sandbox"
SCOPES = {
    READ: _("read own cases"),
    WRITE: _("open, change, file and withdraw cases"),
    PAY: _("start payments"),
    HOOKS: _("set up webhooks"),
}


def every_scope() -> list[str]:
    """What a new portal may ask for."""
    return list(SCOPES)


class User(AbstractUser):
    """A member of staff. Rights follow from memberships, not from Django's permissions."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    in_sandbox = False  # of this request, set at its door: looks at the sandbox instead

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
            sandbox=self.in_sandbox,
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
    scopes = ArrayField(
        models.CharField(max_length=32), verbose_name=_("scopes"), default=every_scope
    )
    sandbox = models.BooleanField(_("sandbox"), default=False)
    active = models.BooleanField(_("active"), default=True)
    contact_email = models.EmailField(_("technical contact"))
    requests_per_minute = models.PositiveIntegerField(_("requests per minute"), default=600)
    cases_per_day = models.PositiveIntegerField(_("new cases per day"), default=2_000)
    upload_megabytes_per_day = models.PositiveIntegerField(
        _("megabytes uploaded per day"), default=20_000
    )
    # Who last let it see or do more: somebody else switches a portal with real cases on.
    widened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

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

    def may_ask_for(self) -> frozenset[str]:
        """The scopes its tokens can carry."""
        return frozenset([*self.scopes, *([SANDBOX] if self.sandbox else [])])


class ClientSecretQuerySet(models.QuerySet["ClientSecret"]):
    def valid(self, *, at: datetime) -> Self:
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)


class ClientSecret(models.Model):
    """One of a portal's secrets. While one replaces another, both are valid for some time.

    Drawn at random and long, so a plain digest keeps it: there is nothing to guess.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    portal = models.ForeignKey(Portal, on_delete=models.CASCADE, related_name="secrets")
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"), null=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    last_used_at = models.DateTimeField(_("last used"), null=True)

    objects = ClientSecretQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["portal", "digest"], name="access_secret_once"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class PortalChange(models.Model):
    """What was changed about a portal, when and by whom; never a secret."""

    class Kind(models.TextChoices):
        CREATED = "created", _("created")
        CHANGED = "changed", _("changed")
        SECRET_ISSUED = "secret_issued", _("new secret")
        SECRET_REVOKED = "secret_revoked", _("secret revoked")

    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField(_("at"))
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("what"), max_length=16, choices=Kind.choices)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["portal", "at"], name="access_change_of_portal")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


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
