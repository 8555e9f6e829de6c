"""How a staff page comes to a case: visible to the person, and written down that they looked."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest

from access.models import AccessLog
from cases.models import Case

from .people import actor_of, user_of


def look_up(request: HttpRequest, pk: int, *, page: str, at: datetime) -> Case:
    """The case, where the person may see it; the look is logged under the page's name.

    Raises `Http404` for a case of another authority as for none: nobody learns which.
    """
    rows = Case.objects.visible_to(actor_of(request))
    rows = rows.select_related("person", "title", "portal", "responsible")
    case: Case | None = rows.filter(pk=pk).first()
    if case is None:
        raise Http404
    AccessLog.objects.create(
        at=at,
        user=user_of(request),
        authority=case.authority,
        case_reference=case.reference,
        page=page,
    )
    return case
