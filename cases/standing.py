"""What an application gives a stay today: computed from the present state, never stored.

Public: `Standing`, `Work`, `EMPLOYMENT`, `EndedBy`, `ASK_THE_AUTHORITY`, `Statement`, `statement`,
and for questions that read more of a case at once `Ending`, `ending_of_case`, `stated`. It is the
one answer for a third party who checks a confirmation and for the portal that shows the case.

Closing a case never ends what § 81 AufenthG makes of the application; only a decision that has
become effective does, or an effective withdrawal. The vocabulary here is coarser than the law's on
purpose: which sentence of § 81 applies can hint at the ground of the stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from cases.after_refusal import refusals_told, work_goes_on_after
from cases.models import Case, Fiktionsbescheinigung, Item, Rechtsbehelf, Withdrawal
from cases.states import State
from common.calendar import local_day
from production.models import Handover


class Standing(StrEnum):
    TITLE_CONTINUES = "title_continues"
    STAY_PERMITTED = "stay_permitted"
    DEPORTATION_SUSPENDED = "deportation_suspended"
    RECEIPT_ONLY = "receipt_only"
    ENDED = "ended"
    ASK_AUTHORITY = "ask_authority"


class Work(StrEnum):
    AS_TITLE_STATES = "as_title_states"
    NOT_PERMITTED = "not_permitted"
    NOT_STATED = "not_stated"


class EndedBy(StrEnum):
    REFUSAL = "refusal"
    WITHDRAWAL = "withdrawal"
    ISSUE = "issue"


@dataclass(frozen=True)
class Statement:
    """What holds on the day asked about; `certificate_until` where a certificate stands as well.

    What has ended says by what and on which day.
    """

    standing: Standing
    work: Work
    certificate_until: date | None = None
    ended_by: EndedBy | None = None
    ended_on: date | None = None


STANDINGS: Mapping[str, Standing] = {
    "continuation": Standing.TITLE_CONTINUES,
    "continuation_ordered": Standing.TITLE_CONTINUES,
    "permission": Standing.STAY_PERMITTED,
    "by_law": Standing.STAY_PERMITTED,
    "toleration": Standing.DEPORTATION_SUSPENDED,
    "none": Standing.RECEIPT_ONLY,
}
WORK: Mapping[str, Work] = {
    "unchanged": Work.AS_TITLE_STATES,
    "not_permitted": Work.NOT_PERMITTED,
    "not_affected": Work.NOT_STATED,
}
EMPLOYMENT: Mapping[Work, str] = {work: employment for employment, work in WORK.items()}
ASK_THE_AUTHORITY = _(
    "The procedure has ended without a decision. Whether the former title still counts, only"
    " the authority can say: please ask there."
)


# What is asked of the rows


class Ending(BaseModel):
    """What can have ended the effect, and what stands beside it, read from the database's JSON.

    `refused_on`: the day on which the refusal of the permit counts as announced (§§ 41, 43(1)
    VwVfG). A grant is announced by handing over what was granted: `issued_at`.
    """

    model_config = ConfigDict(frozen=True)

    refused_on: date | None
    urgent_motion: bool
    withdrawn_at: datetime | None
    issued_at: datetime | None
    certificate_until: date | None


def ending_of_case() -> JSONObject:
    """An `Ending` as a column of a question about cases."""
    case = OuterRef("pk")
    permit_refused = refusals_told().filter(item__kind=Item.Kind.PERMIT)
    contested = permit_refused.filter(case=OuterRef("case")).values("public_id")
    motions = Rechtsbehelf.objects.pending().filter(kind=Rechtsbehelf.Kind.URGENT_MOTION)
    handed_over = Handover.objects.filter(
        order__active=True, order__item__kind=Item.Kind.PERMIT, case=case
    )
    certificates = Fiktionsbescheinigung.objects.standing().filter(case=case)
    return JSONObject(
        refused_on=Subquery(permit_refused.filter(case=case).values("told_on")),
        urgent_motion=Exists(motions.filter(case=case, contested__in=contested)),
        withdrawn_at=Subquery(
            Withdrawal.objects.confirmed().filter(case=case).values("confirmed_at")
        ),
        issued_at=Subquery(handed_over.values("at")),
        certificate_until=Subquery(certificates.values("valid_until")),
    )


def statement(case: Case, *, on: date) -> Statement:
    """What is to be said of a filed case on the day `on`; one query."""
    row = Case.objects.filter(pk=case.pk).values_list(ending_of_case()).get()
    return stated(case, Ending.model_validate(row[0]), on=on)


# What follows from them


def stated(case: Case, ending: Ending, *, on: date) -> Statement:
    """The same of a case whose `ending` has been read already."""
    if over := _over(ending, on=on):
        by, ended_on = over
        return Statement(
            Standing.ENDED, _work_after(case, ending, on=on), ended_by=by, ended_on=ended_on
        )
    if case.state == State.DISCONTINUED:  # its reasons (departure, another title) may end it or not
        return Statement(Standing.ASK_AUTHORITY, Work.NOT_STATED)
    effect, certificate = case.legal_effect, ending.certificate_until
    return Statement(
        STANDINGS[effect["kind"]],
        WORK[effect["employment"]],
        certificate if certificate and certificate >= on else None,  # else it proves nothing
    )


def _over(ending: Ending, *, on: date) -> tuple[EndedBy, date] | None:
    """By what it ended first, and on which day; None while it goes on."""
    ended = []
    if ending.refused_on and ending.refused_on <= on:  # a letter counts some days after it left
        ended.append((EndedBy.REFUSAL, ending.refused_on))
    if ending.withdrawn_at:
        ended.append((EndedBy.WITHDRAWAL, local_day(ending.withdrawn_at)))
    if ending.issued_at:
        ended.append((EndedBy.ISSUE, local_day(ending.issued_at)))
    return min(ended, key=lambda end: end[1], default=None)


def _work_after(case: Case, ending: Ending, *, on: date) -> Work:
    """For work the title counts as continuing during the appeal (§ 84(2) S. 2 AufenthG)."""
    refused_on = ending.refused_on
    if ending.withdrawn_at or refused_on is None or refused_on > on:
        return Work.NOT_STATED
    goes_on = work_goes_on_after(
        case, announced_on=refused_on, urgent_motion=ending.urgent_motion, on=on
    )
    return Work.AS_TITLE_STATES if goes_on else Work.NOT_STATED
