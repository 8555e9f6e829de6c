"""A reference number survives being typed by people: slips of the finger are noticed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from common.references import InvalidReference, Reference, make, parse

PREFIXES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=4)
REFERENCES = st.builds(
    make, prefix=PREFIXES, year=st.integers(2000, 2099), counter=st.integers(1, 20_000_000)
)


def test_a_reference_names_authority_year_and_counter() -> None:
    reference = make(prefix="BE", year=2026, counter=123)
    assert reference[:-1] == "BE-2026-000123-"
    assert parse(reference) == Reference(prefix="BE", year=2026, counter=123)


def test_small_letters_and_spaces_around_are_forgiven() -> None:
    reference = make(prefix="BE", year=2026, counter=123)
    assert str(parse(f"  {reference.lower()} ")) == reference


def test_a_counter_beyond_six_digits_is_written_in_full() -> None:
    reference = make(prefix="BE", year=2026, counter=1_234_567)
    assert reference.startswith("BE-2026-1234567-")
    assert parse(reference).counter == 1_234_567


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "BE",
        "BE-2026-123-4",
        "BE-2026-000123",
        "BE-2026-000000-0",
        "B-2026-000123-4",
        "BE-2026-٠٠٠١٢٣-4",
    ],
)
def test_what_has_another_form_is_no_reference(typed: str) -> None:
    with pytest.raises(InvalidReference):
        parse(typed)


@pytest.mark.parametrize(
    ("prefix", "year", "counter"),
    [("be", 2026, 1), ("B", 2026, 1), ("BÄ", 2026, 1), ("BE", 26_000, 1), ("BE", 2026, 0)],
)
def test_parts_that_make_no_reference_are_refused(prefix: str, year: int, counter: int) -> None:
    with pytest.raises(ValueError, match="No reference"):
        make(prefix=prefix, year=year, counter=counter)


@given(REFERENCES)
def test_every_reference_made_is_read_back_as_written(reference: str) -> None:
    assert str(parse(reference)) == reference


@given(REFERENCES, st.data())
def test_every_single_wrong_digit_is_noticed(reference: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([i for i, sign in enumerate(reference) if sign.isdigit()]))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != reference[place]]))
    with pytest.raises(InvalidReference):
        parse(reference[:place] + wrong + reference[place + 1 :])


@given(REFERENCES, st.data())
def test_every_swap_of_neighbouring_digits_is_noticed(reference: str, data: st.DataObject) -> None:
    places = [i for i, sign in enumerate(reference) if sign.isdigit()]
    first, second = data.draw(st.sampled_from(list(pairwise(places))))
    assume(reference[first] != reference[second])
    signs = list(reference)
    signs[first], signs[second] = signs[second], signs[first]
    with pytest.raises(InvalidReference):
        parse("".join(signs))
