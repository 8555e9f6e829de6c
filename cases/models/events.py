"""What happened to a case, chained and never changed."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.states import State
from common.rows import CaseRow, case_key

from .case import Case


class CaseEvent(CaseRow):
    """What happened, in order: codes, ids and amounts, never names or free text.

    `seq`, `hash`, `xid` and the portal are set by a trigger under the case lock; rows are never
    changed.
    """

    case = models.ForeignKey(
        Case, on_delete=models.DO_NOTHING, related_name="events", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seq = models.PositiveIntegerField(db_default=0)
    kind = models.CharField(_("event"), max_length=48)
    state = models.CharField(_("state"), max_length=20, choices=State.choices)
    at = models.DateTimeField(_("at"))
    actor_kind = models.CharField(_("by"), max_length=10)
    actor_id = models.CharField(max_length=64, blank=True)
    data = models.JSONField(_("facts"), default=dict)
    hash = models.BinaryField(db_default=b"", editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            case_key("cases_caseevent"),
            models.UniqueConstraint(fields=["case", "seq"], name="cases_event_order"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}. {self.kind}"
