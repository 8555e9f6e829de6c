"""The letters about what continues and proves a stay (§ 81 AufenthG).

Public: `stay_letters_after`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cases.models import Case, CaseEvent
from common.calendar import local_day
from correspondence import letter_data as letters

from .letter_parts import Written, head, name_of, one_line, section
from .letters import confirmation, remedy_notice


def stay_letters_after(case: Case, event: CaseEvent) -> tuple[Written, ...]:
    """The letters that follow an event about the stay; none for any other."""
    return tuple(write(case, event) for write in WRITERS.get(event.kind, ()))


def _order(case: Case, event: CaseEvent) -> Written:
    order = case.fortgeltungsanordnungen.get(public_id=event.data["order"])
    if case.received_at is None or case.title is None or case.title.valid_until is None:
        raise ValueError("only a title that had ended on receipt is ordered to continue")
    letter = letters.ContinuationOrder(
        **head(case, event.at),
        applied_for=one_line(case, event.at),
        received_at=case.received_at,
        title_valid_until=case.title.valid_until,
        reasons=(section("", order.reasons),),
        signatory=name_of(order.ordered_by),
    )
    return Written("continuation_order", f"{order.public_id}", "Anordnung der Fortgeltung", letter)


def _revocation(case: Case, event: CaseEvent) -> Written:
    order = case.fortgeltungsanordnungen.get(public_id=event.data["order"])
    letter = letters.Revocation(
        **head(case, event.at),
        dispatch="Mit Postzustellungsurkunde",
        applied_for=one_line(case, event.at),
        ordered_on=local_day(order.ordered_at),
        reasons=(section("", order.revocation_reasons),),
        remedy=remedy_notice(case, event.at),
        signatory=name_of(order.revoked_by),
    )
    return Written("revocation", f"{order.public_id}", "Widerruf der Anordnung", letter)


def _confirmation(case: Case, event: CaseEvent) -> Written:
    """The one that was given says an effect that is none any more, or none yet."""
    title = "Bestätigung der Antragstellung"
    return Written("confirmation", f"effect-{event.seq}", title, confirmation(case, event.at))


def _certificate(case: Case, event: CaseEvent) -> Written:
    certificate = case.fiktionsbescheinigungen.get(public_id=event.data["certificate"])
    letter = letters.CertificateLetter(
        **head(case, event.at),
        effect=letters.Effect(certificate.effect),
        valid_until=certificate.valid_until,
        replaces=event.data["replaced"],
    )
    title = "Ihre Fiktionsbescheinigung"
    return Written("certificate", f"{certificate.public_id}", title, letter)


WRITERS: Mapping[str, tuple[Callable[[Case, CaseEvent], Written], ...]] = {
    "continuation_ordered": (_order, _confirmation),
    "continuation_revoked": (_revocation,),
    "continuation_ended": (_confirmation,),
    "certificate_issued": (_certificate,),
}
