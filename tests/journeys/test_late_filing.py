"""A title that had ended: its continuation is ordered, certified by that, and can be revoked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases import services
from cases.services import TransitionBlocked
from correspondence import post
from tests.journeys.office import Office
from tests.journeys.test_earlier_receipt import EXPIRED, text_of

HARDSHIP = "Sie lag vom 10. bis 22. November im Krankenhaus; sonst verliert sie ihre Arbeit."


@pytest.fixture
def late(office: Office) -> Office:
    office.file(current_title=EXPIRED)
    return office


def test_an_order_continues_the_title_and_tells_the_applicant_why(late: Office) -> None:
    assert late.case.legal_effect["kind"] == "none"
    late.order_continuation(HARDSHIP)
    assert late.case.legal_effect["kind"] == "continuation_ordered"
    assert "stay_letter" in late.mails()
    letter = late.case.letters.get(kind="continuation_order")
    assert "im Krankenhaus" in text_of(post.content_of(letter))


def test_the_confirmation_is_made_anew_with_the_order(late: Office) -> None:
    late.order_continuation(HARDSHIP)
    anew = late.case.letters.filter(kind="confirmation").latest("id")
    text = " ".join(text_of(post.content_of(anew)).split())
    assert "Wir haben am 23.11.2026 angeordnet" in text


def test_a_clerk_is_not_advised_to_order_what_has_been_ordered(late: Office) -> None:
    assert "no_fiction" in [found["code"] for found in late.case.findings]
    late.order_continuation(HARDSHIP)
    assert "no_fiction" not in [found["code"] for found in late.case.findings]
    assert "title_expired" in [found["code"] for found in late.case.findings]


def test_an_order_needs_reasons_and_a_title_that_had_ended(late: Office) -> None:
    with pytest.raises(services.ReasonNeeded):
        late.order_continuation(" ")
    late.order_continuation(HARDSHIP)
    with pytest.raises(TransitionBlocked) as refusal:
        late.order_continuation(HARDSHIP)
    assert [blocker["code"] for blocker in refusal.value.blockers] == ["nothing_to_order"]


def test_nothing_is_ordered_where_the_law_continues_the_title_by_itself(office: Office) -> None:
    office.file()
    with pytest.raises(TransitionBlocked):
        office.order_continuation(HARDSHIP)
    assert office.case.legal_effect["kind"] == "continuation"


def test_an_earlier_receipt_proved_later_does_not_lose_the_order(late: Office) -> None:
    late.order_continuation(HARDSHIP)
    services.correct_receipt(
        reference=late.reference,
        received_at=late.now - timedelta(days=1),
        proof="Eingangsstempel",
        actor=late.clerk,
        at=late.now,
    )
    assert late.case.legal_effect["kind"] == "continuation_ordered"


def test_a_revocation_ends_nothing_before_its_letter_is_announced(late: Office) -> None:
    late.order_continuation(HARDSHIP)
    late.issue_certificate("F1234567")
    late.revoke_continuation("Die Angaben waren falsch.")
    assert late.case.legal_effect["kind"] == "continuation_ordered"
    late.dispatch("revocation", way="handed_over")
    late.later(minutes=1)
    late.clock_strikes()
    assert late.case.legal_effect["kind"] == "none"
    assert not late.case.fiktionsbescheinigungen.standing().exists()
    assert late.events()[-2:] == ["continuation_ended", "certificate_ended"]


def test_a_revocation_by_post_counts_on_the_fourth_day(late: Office) -> None:
    late.order_continuation(HARDSHIP)
    late.revoke_continuation("Die Angaben waren falsch.")
    late.dispatch("revocation", way="post")
    late.until(date(2026, 11, 26))
    late.clock_strikes()
    assert late.case.legal_effect["kind"] == "continuation_ordered"
    late.until(date(2026, 11, 27))
    late.clock_strikes()
    assert late.case.legal_effect["kind"] == "none"
