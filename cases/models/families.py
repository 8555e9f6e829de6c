"""Relatives who file together: each person a case of their own, linked."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class FamilyFiling(models.Model):
    """What ties the cases of a family together; refusing one does not touch the others."""

    authority = models.CharField(max_length=32, editable=False)
    sandbox = models.BooleanField(default=False, editable=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("family")
        verbose_name_plural = _("families")
        constraints = [
            models.UniqueConstraint(fields=["id", "authority", "sandbox"], name="cases_family_key"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
