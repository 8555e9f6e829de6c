"""The letters around and after a decision say what they must, and nothing they must not."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit import letter_samples as samples
from tests.unit.letter_reading import text_of


def test_a_transfer_names_who_goes_on_and_what_stays() -> None:
    text = text_of(samples.transfer())
    assert "Stadt Halle (Saale), Ausländerbehörde" in text
    assert "Antrag eingegangen am 02.11.2026" in text
    assert "bewirkt, gilt weiter" in text
    assert "§ 49 Abs. 4 AufenthV" in text


def test_a_transfer_says_nothing_of_an_effect_or_fee_that_is_not_there() -> None:
    text = text_of(samples.transfer(effect_goes_on=False, fee_taken=False))
    assert "gilt weiter" not in text
    assert "Gebühr" not in text


def test_a_certificate_of_work_names_the_period_and_the_procedure_and_no_ground() -> None:
    text = text_of(samples.work_certificate())
    assert "bis zum Ablauf der Rechtsbehelfsfrist am 21.12.2026" in text
    assert "solange das Eilverfahren zulässig anhängig ist" in text
    assert "kein Aufenthaltstitel" in text
    assert "§ 25" not in text


def test_a_certificate_of_work_rests_on_something() -> None:
    with pytest.raises(ValueError, match="rests on"):
        samples.work_certificate(until=None, urgent_motion=False)


def test_conditions_stand_with_their_basis_their_reason_and_the_remedy() -> None:
    text = text_of(samples.conditions())
    assert "Erwerbstätigkeit erlaubt (§ 4a Abs. 1 und 3 AufenthG)" in text
    assert "Siehe Vermerk." in text
    assert "Gültig 23.11.2026 bis 22.11.2029" in text
    assert "Klage beim Verwaltungsgericht" in text


def test_without_conditions_there_is_no_such_letter() -> None:
    with pytest.raises(ValueError, match="at least one"):
        samples.conditions(conditions=(), valid_until=date(2029, 11, 22))
