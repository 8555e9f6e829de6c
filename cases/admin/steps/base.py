"""What a button is: the service it calls, its form, what it leads to, and its heading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.admin.forms.base import StepForm


class Group(TextChoices):
    """Under which heading the case page keeps a button, in the order of the page.

    What moves the procedure on is NEXT; the others accompany it.
    """

    NEXT = "next", _("Next steps")
    DOCUMENTS = "documents", _("Documents and checks")
    FEES = "fees", _("Fees")
    STAY = "stay", _("Person and stay")
    VISITS = "visits", _("Appointments and handover")
    LETTERS = "letters", _("Letters")
    DESK = "desk", _("Responsibility, hold, merging")
    ENDS = "ends", _("Ends and remedies")


@dataclass(frozen=True, kw_only=True)
class Step:
    """How a button works: the service, its form, what it leads to in a sentence, its heading."""

    call: Callable[..., object]
    leads_to: str | Promise
    form: type[StepForm] = StepForm
    group: Group = Group.NEXT
