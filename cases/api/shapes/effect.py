"""What filing makes of the stay, and whether it still does, as the portal reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, get_args

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.federal import EffectKind
from cases.picture import Picture
from cases.standing import ASK_THE_AUTHORITY, EMPLOYMENT, EndedBy, Standing, Statement, Work, stated
from common.calendar import local_day

from .base import Output, word


class LegalEffectStated(Output):
    """What § 81 AufenthG makes of the receipt; stated, never a condition.

    `kind` is what filing did. `standing` is what holds today, in the words of the confirmation's
    page: once it is `ended` (on `ended_on`), `until` is null and `why` says by what. `ordered_on`:
    the day of an order that a title continues which had ended (§ 81(4) S. 3).
    `certificate_valid_until`: the last day of the Fiktionsbescheinigung that stands; the effect
    goes on without it.
    """

    kind: Annotated[str, word(get_args(EffectKind))]
    standing: Annotated[str, word(Standing)]
    ended_on: date | None
    until: str | None
    employment: str
    legal_basis: str
    why: str
    ordered_on: date | None
    certificate_valid_until: date | None


def effect_of(seen: Picture, *, language: str, on: date) -> LegalEffectStated:
    """What holds on the day `on`, in the active language, which `language` names."""
    effect, ordered_at = seen.case.legal_effect, seen.continuation_ordered_at
    today = stated(seen.case, seen.ending, on=on)
    goes_on = today.standing not in OVER
    why = effect["why"]["en" if language.startswith("en") else "de"]
    return LegalEffectStated(
        kind=effect["kind"],
        standing=today.standing,
        ended_on=today.ended_on,
        until=effect["until"] if goes_on else None,
        employment=EMPLOYMENT[today.work],
        legal_basis=effect["legal_basis"],
        why=why if goes_on else _why_no_more(today),
        ordered_on=local_day(ordered_at) if ordered_at else None,
        certificate_valid_until=today.certificate_until,
    )


OVER = {Standing.ENDED, Standing.ASK_AUTHORITY}
ENDED: Mapping[EndedBy, str | Promise] = {
    EndedBy.REFUSAL: _(
        "The permit was refused, and the refusal counts as announced. From the application nothing"
        " follows for the stay any more."
    ),
    EndedBy.WITHDRAWAL: _(
        "The application was withdrawn. From it nothing follows for the stay any more."
    ),
    EndedBy.ISSUE: _(
        "The permit was handed over and counts from then on. The application gives nothing beside"
        " it."
    ),
}
WORK_GOES_ON = _(
    "For work the former title counts as continuing while the period for appeal or an urgent"
    " procedure runs (section 84(2) of the Residence Act)."
)


def _why_no_more(today: Statement) -> str:
    if today.ended_by is None:
        return str(ASK_THE_AUTHORITY)
    why = str(ENDED[today.ended_by])
    return f"{why} {WORK_GOES_ON}" if today.work is Work.AS_TITLE_STATES else why
