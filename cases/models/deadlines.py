"""Days that count, as rows that the movers ask for."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.rows import CaseRow, case_key

from .case import Case


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def running(self) -> Self:
        return self.filter(done_at=None)


class Deadline(CaseRow):
    """A day that counts, as an indexed column: the movers ask for what is due and act once.

    `occasion` names what it hangs on (a notice, a booking, a Nachforderung), so that arming the
    same deadline twice is impossible. `due_at` is the instant from which it is due.
    """

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="deadlines", db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=48)
    occasion = models.CharField(_("occasion"), max_length=80)
    due_at = models.DateTimeField(_("due at"))
    done_at = models.DateTimeField(_("done at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=12, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints = [
            case_key("cases_deadline"),
            models.UniqueConstraint(
                fields=["case", "kind", "occasion"], name="cases_deadline_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(done_at=None), name="cases_deadline_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d}"
