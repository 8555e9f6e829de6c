"""`GET /verify/{code}`: a third party checks a confirmation of filing, as a page or as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.scope import scoped
from applicants.models import Person
from cases.models import Confirmation
from cases.rules import profile_of
from cases.standing import ASK_THE_AUTHORITY, Standing, Statement, Work, statement
from common.calendar import local_day

from . import limit
from .lookup import Place, find_confirmation, normalised
from .pages import negotiated, page, problem, public_page, too_many, wants_json

STANDING_TEXTS: Mapping[Standing, str | Promise] = {
    Standing.TITLE_CONTINUES: gettext_lazy(
        "The residence title held so far counts as continuing, with all its conditions, until the"
        " decision on the application is effective (section 81(4) of the Residence Act). This"
        " holds even though the date printed on the card may have passed."
    ),
    Standing.STAY_PERMITTED: gettext_lazy(
        "The stay counts as permitted until the application has been decided."
    ),
    Standing.DEPORTATION_SUSPENDED: gettext_lazy(
        "Deportation counts as suspended until the application has been decided."
    ),
    Standing.RECEIPT_ONLY: gettext_lazy(
        "It confirms that and when the application was received. The application itself gives no"
        " right of residence; other documents may."
    ),
    Standing.ENDED: gettext_lazy(
        "The application is no longer open, so this confirmation has no effect any more. Ask to"
        " be shown the present residence document or another certificate of the authority."
    ),
    Standing.ASK_AUTHORITY: ASK_THE_AUTHORITY,
}
WORK_TEXTS: Mapping[Work, str | Promise] = {
    Work.AS_TITLE_STATES: gettext_lazy(
        "Work remains allowed to the extent that the title held so far states."
    ),
    Work.NOT_PERMITTED: gettext_lazy("The application does not allow work."),
    Work.NOT_STATED: gettext_lazy("This confirmation says nothing about work."),
}
NO_CERTIFICATE = gettext_lazy(
    "It is not a Fiktionsbescheinigung under section 81(5) of the Residence Act, not a residence"
    " title and not a travel document."
)


@dataclass(frozen=True)
class Report:
    """What a stranger who holds the code may know: enough to match the paper, no more."""

    genuine: bool
    reference: str
    authority: str
    initials: str
    birth_year: int | None
    received_on: date
    issued_on: date
    says: Statement
    at: datetime


@require_safe
@public_page
def form(request: HttpRequest) -> HttpResponse:
    """`GET /verify`: the form; with `?code=` on to the answer."""
    if typed := request.GET.get("code", "").strip():
        address = reverse("public:verify", args=[normalised(typed) or "-"])
        language = request.GET.get("language", "")
        return HttpResponseRedirect(f"{address}?language={language}" if language else address)
    return page(request, "verify_form.html")


@require_safe
@public_page
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """200 with what the confirmation says today; 404 where no confirmation has this code."""
    now = timezone.now()
    if limit.is_exhausted(request, at=now):
        return too_many(request, retry_after=limit.WINDOW_SECONDS)
    place = find_confirmation(normalised(code))
    if place is None:
        limit.count_miss(request, at=now)
        return _unknown(request, normalised(code))
    with scoped(place.reader):
        report = _report(place, at=now)
    return _answer(request, report)


def _report(place: Place, *, at: datetime) -> Report:
    found = Confirmation.objects.select_related("case__person").get(case__reference=place.reference)
    case = found.case
    if case.received_at is None:
        raise ValueError("only what was received has been confirmed")
    name = profile_of(case).name
    person = case.person
    return Report(
        genuine=not place.sandbox,
        reference=case.reference,
        authority=name.en if get_language() == "en" else name.de,
        initials=_initials(person),
        birth_year=person.birth_date.year if person.birth_date else None,
        received_on=local_day(case.received_at),
        issued_on=local_day(found.issued_at),
        says=statement(case, on=local_day(at)),
        at=at,
    )


def _initials(person: Person) -> str:
    """As in "A. H.": whoever holds the paper sees whether it is the same person."""
    return " ".join(f"{word[0]}." for word in person.full_name.split())


def _answer(request: HttpRequest, report: Report) -> HttpResponse:
    standing = STANDING_TEXTS[report.says.standing]
    work = WORK_TEXTS[report.says.work]
    if wants_json(request):
        return negotiated(JsonResponse(_body(report, f"{standing}", f"{work}")))
    context = {
        "report": report,
        "standing": standing,
        "work": "" if _says_nothing(report.says) else work,
        "verdict": "over" if report.says.standing in OVER else report.says.standing.value,
        "no_certificate": NO_CERTIFICATE,
    }
    return negotiated(page(request, "verified.html", context))


OVER = {Standing.ENDED, Standing.ASK_AUTHORITY}


def _says_nothing(says: Statement) -> bool:
    """What has ended says nothing about work, unless the law lets work go on."""
    return says.standing is Standing.ENDED and says.work is Work.NOT_STATED


def _body(report: Report, standing: str, work: str) -> dict[str, object]:
    until = report.says.certificate_until
    return {
        "genuine": report.genuine,
        "test": not report.genuine,
        "authority": report.authority,
        "reference": report.reference,
        "holder": {"initials": report.initials, "birth_year": report.birth_year},
        "received_on": f"{report.received_on}",
        "issued_on": f"{report.issued_on}",
        "checked_at": report.at.isoformat(),
        "standing": report.says.standing.value,
        "standing_text": standing,
        "work": report.says.work.value,
        "work_text": work,
        "certificate_valid_until": until and f"{until}",
        "note": f"{NO_CERTIFICATE}",
    }


def _unknown(request: HttpRequest, code: str) -> HttpResponse:
    """One answer for every code that nobody issued, however it is written."""
    detail = _("No confirmation with this code has been issued here.")
    if wants_json(request):
        title = _("Unknown code")
        return negotiated(
            problem(status=404, code="confirmation_unknown", title=title, detail=detail)
        )
    return negotiated(page(request, "unknown_code.html", {"code": code}, status=404))
