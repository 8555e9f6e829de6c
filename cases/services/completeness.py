"""What a portal's application must have before it can be filed, beside what the form asks for.

Private to the services: `insist_on_declarations`, `insist_on_documents`.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from authorities import service as authorities
from authorities.situation import PrecheckInput
from cases.application import Declarations
from cases.models import Case
from cases.rules import rules_of
from common.calendar import local_day
from common.inputs import InputProblem, InvalidBody


def insist_on_declarations(case: Case, declarations: Declarations, *, at: datetime) -> None:
    """Truth and privacy notice always; electronic payment where the authority takes no other.

    Raises `InvalidBody`.
    """
    terms = rules_of(case, on=local_day(at)).terms
    needed = ["truth", "privacy_notice"]
    if terms.due == "before_appointment":
        needed.append("electronic_payment")
    open_ones = [name for name in needed if not getattr(declarations, name)]
    if open_ones:
        why = _("This declaration is needed to file the application.")
        errors = [InputProblem(f"/declarations/{name}", "required", why) for name in open_ones]
        raise InvalidBody(errors=tuple(errors))


def insist_on_documents(case: Case, application: PrecheckInput, *, at: datetime) -> None:
    """Where the authority takes an application complete or not at all, say what is missing.

    Each by its requirement's code, and as the precheck calls it for this person. Raises
    `InvalidBody`.
    """
    on = local_day(at)
    if not rules_of(case, on=on).filing.complete_only:
        return
    asked = authorities.requirements_for(application, authority=case.authority, on=on)
    labels = {row.code: str(row.label) for row in asked}
    errors = [
        _missing(row.code, labels.get(row.code, row.label))
        for row in case.requirements.missing().order_by("id")
    ]
    if errors:
        raise InvalidBody(errors=tuple(errors))


def _missing(code: str, label: str) -> InputProblem:
    why = _("This document is required to file the application: %(label)s") % {"label": label}
    return InputProblem("/documents", "required", why, requirement=code)
