"""The Berlin profile says what the authority's page says."""

from __future__ import annotations

from authorities import service
from authorities.schema import DayRules
from authorities.situation import Channel, Kind, TitleType

from .applications import FILING_DAY

MEGABYTE = 1024 * 1024


def rules() -> DayRules:
    return service.rules("berlin", on=FILING_DAY)


def test_it_extends_permits_online_eight_weeks_ahead_one_person_at_a_time() -> None:
    assert rules().scope.kinds == {Kind.EXTENSION}
    assert rules().scope.titles == {TitleType.RESIDENCE_PERMIT}
    assert rules().scope.held == frozenset({"22", "23", "23a", "25", "25a", "25b"})
    assert rules().scope.persons == "one"
    assert rules().filing.channels == {Channel.ONLINE}
    assert rules().filing.earliest_weeks_before_end == 8
    assert rules().filing.main_residence_required
    assert rules().filing.confirmation


def test_drafts_are_kept_and_the_applicant_is_warned_twice() -> None:
    drafts = rules().filing.drafts
    assert drafts is not None
    assert len(drafts.warn_days_before_title_ends) == 2
    assert max(drafts.warn_days_before_title_ends) < drafts.lifetime_days


def test_files_are_small_and_of_four_kinds() -> None:
    files = rules().files
    assert files.formats == ("pdf", "jpg", "jpeg", "png")
    assert files.max_file_bytes == 7 * MEGABYTE
    assert files.max_total_bytes == 100 * MEGABYTE


def test_the_fee_is_paid_online_within_14_days_before_the_appointment() -> None:
    terms = rules().terms
    assert (terms.status, terms.due, terms.term_days) == ("fixed", "before_appointment", 14)
    assert terms.methods == ("card", "paypal")


def test_the_decision_comes_before_the_originals_and_the_card_after_four_to_six_weeks() -> None:
    steps, production = rules().steps, rules().production
    assert (steps.decision, steps.originals) == ("before_biometrics", "at_appointment")
    assert steps.pickup == ("in_person",)
    assert (production.min_weeks, production.max_weeks) == (4, 6)


def test_the_appointment_is_at_the_one_place_the_page_names_and_asks_for_originals() -> None:
    visit = rules().appointments["biometrics"]
    assert visit.locations == ("friedrich_krause_ufer",)
    assert any("Original" in text.de for text in visit.bring)
    assert "pickup" in rules().appointments


def test_reminders_come_before_and_after_each_day_that_counts() -> None:
    found = {(row.anchor, row.days) for row in rules().reminders}
    assert found >= {
        ("payment_due", -3),
        ("payment_due", 1),
        ("nachforderung_due", -3),
        ("nachforderung_due", 1),
        ("appointment", -7),
        ("appointment", -1),
        ("no_show", 0),
    }
    overdue = [row.to for row in rules().reminders if row.anchor == "payment_due" and row.days > 0]
    assert "desk" in overdue


def test_what_the_page_does_not_say_is_marked_unconfirmed() -> None:
    assert rules().filing.source == rules().terms.source == "berlin"
    assert rules().remedy.source == rules().desk.source == "unconfirmed"
    drafts = rules().filing.drafts
    assert drafts is not None
    assert drafts.source == "unconfirmed"
