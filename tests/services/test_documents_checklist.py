"""What a case needs, what was decided about it, and what was asked for until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from access.scope import scoped
from cases.models import Case
from documents import services
from documents.models import Document, Nachforderung, Requirement
from documents.services import (
    ExtensionNotLater,
    NachforderungAlreadyOpen,
    NachforderungNotOpen,
    NothingHandedIn,
    ReasonMissing,
    RequirementSpec,
)
from tests import cast
from tests.sample_files import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]

TODAY, DUE = date(2026, 11, 23), date(2026, 12, 21)
LATER = cast.NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def within_berlin(db: None) -> Iterator[None]:
    with scoped(cast.BERLIN_CLOCK):
        yield


@pytest.fixture
def case() -> Case:
    """Amal's case, which needs a copy of the passport and a rental contract."""
    submitted = cast.case()
    services.set_requirements(case=submitted, specs=[spec("passport_copy"), spec("rent")])
    return submitted


def spec(code: str, *, label: str = "", required: bool = True) -> RequirementSpec:
    return RequirementSpec(code, label or code, required=required, original_needed=False)


def requirement(case: Case, code: str) -> Requirement:
    found: Requirement = case.requirements.get(code=code)
    return found


def hand_in(case: Case, code: str) -> Document:
    return services.hand_in_by_staff(
        case=case,
        requirement=requirement(case, code),
        content=picture(),
        filename=f"{code}.jpg",
        at=cast.NOON,
    )


def ask(case: Case, **asked: str) -> Nachforderung:
    return services.ask(case=case, asked=asked, announced_on=TODAY, due_on=DUE, at=cast.NOON)


def missing(case: Case) -> set[str]:
    return {row.code for row in case.requirements.missing()}


# The checklist


def test_a_changed_situation_changes_the_checklist(case: Case) -> None:
    specs = [spec("passport_copy", label="Kopie des Reisepasses"), spec("payslips")]
    services.set_requirements(case=case, specs=specs)
    assert requirement(case, "passport_copy").label == "Kopie des Reisepasses"
    assert missing(case) == {"passport_copy", "payslips"}
    services.set_requirements(case=case, specs=[*specs, spec("rent")])
    assert missing(case) == {"passport_copy", "payslips", "rent"}


def test_what_is_no_longer_asked_for_and_nobody_touched_is_gone(case: Case) -> None:
    services.set_requirements(case=case, specs=[spec("passport_copy"), spec("payslips")])
    services.set_requirements(case=case, specs=[spec("passport_copy")])
    assert [row.code for row in case.requirements.all()] == ["passport_copy"]


def test_what_was_handed_in_or_asked_for_by_a_person_outlives_the_checklist(case: Case) -> None:
    hand_in(case, "passport_copy")
    ask(case, extra="Bitte schicken Sie das Gutachten vom 3. Mai.")
    services.set_requirements(case=case, specs=[])
    assert requirement(case, "passport_copy").required
    assert missing(case) == {"extra"}


# Verdicts


def test_an_accepted_document_is_no_longer_missing_and_says_who_decided(case: Case) -> None:
    hand_in(case, "rent")
    services.accept(requirement=requirement(case, "rent"), by="karin", at=LATER)
    rent = requirement(case, "rent")
    assert (rent.status, rent.decided_by, rent.decided_at) == ("accepted", "karin", LATER)
    assert missing(case) == {"passport_copy"}


def test_a_rejected_document_is_missing_again_until_another_one_comes(case: Case) -> None:
    hand_in(case, "rent")
    services.reject(requirement=requirement(case, "rent"), reason="Seite 2 fehlt", by="k", at=LATER)
    assert "rent" in missing(case)
    assert requirement(case, "rent").reason == "Seite 2 fehlt"
    hand_in(case, "rent")
    rent = requirement(case, "rent")
    assert (rent.status, rent.reason, rent.decided_by) == ("handed_in", "", "")


def test_what_is_not_needed_is_not_missing(case: Case) -> None:
    rent = requirement(case, "rent")
    services.mark_not_needed(requirement=rent, reason="Wohnt bei den Eltern", by="k", at=LATER)
    assert missing(case) == {"passport_copy"}


def test_nothing_is_accepted_or_rejected_before_something_came(case: Case) -> None:
    rent = requirement(case, "rent")
    with pytest.raises(NothingHandedIn):
        services.accept(requirement=rent, by="karin", at=LATER)
    with pytest.raises(NothingHandedIn):
        services.reject(requirement=rent, reason="unleserlich", by="karin", at=LATER)
    assert requirement(case, "rent").status == Requirement.Status.OPEN


def test_rejecting_and_finding_not_needed_want_a_reason(case: Case) -> None:
    hand_in(case, "rent")
    rent = requirement(case, "rent")
    for refuse in (services.reject, services.mark_not_needed):
        with pytest.raises(ReasonMissing):
            refuse(requirement=rent, reason="  ", by="karin", at=LATER)
    assert requirement(case, "rent").status == Requirement.Status.HANDED_IN


# Nachforderung


def test_what_is_asked_for_is_missing_again_and_unknown_things_are_added(case: Case) -> None:
    hand_in(case, "rent")
    services.accept(requirement=requirement(case, "rent"), by="karin", at=cast.NOON)
    nachforderung = ask(case, rent="Bitte Seite 2.", report="Bitte das Gutachten.")
    assert missing(case) == {"passport_copy", "rent", "report"}
    assert {row.text for row in nachforderung.positions.all()} == {
        "Bitte Seite 2.",
        "Bitte das Gutachten.",
    }
    assert (nachforderung.announced_on, nachforderung.due_on) == (TODAY, DUE)


def test_everything_is_handed_in_when_the_last_thing_has_come(case: Case) -> None:
    nachforderung = ask(case, rent="Bitte Seite 2.", passport_copy="Bitte alle Seiten.")
    hand_in(case, "rent")
    assert not services.everything_handed_in(nachforderung)
    hand_in(case, "passport_copy")
    assert services.everything_handed_in(nachforderung)


def test_a_rejection_while_the_request_is_open_makes_it_wait_again(case: Case) -> None:
    nachforderung = ask(case, rent="Bitte Seite 2.")
    hand_in(case, "rent")
    services.reject(requirement=requirement(case, "rent"), reason="unscharf", by="k", at=LATER)
    assert not services.everything_handed_in(nachforderung)
    hand_in(case, "rent")
    assert services.everything_handed_in(nachforderung)


def test_what_is_found_not_needed_is_not_waited_for(case: Case) -> None:
    nachforderung = ask(case, rent="Bitte Seite 2.")
    rent = requirement(case, "rent")
    services.mark_not_needed(requirement=rent, reason="liegt vor", by="karin", at=LATER)
    assert services.everything_handed_in(nachforderung)


def test_a_second_request_waits_until_the_first_is_closed(case: Case) -> None:
    first = ask(case, rent="Bitte Seite 2.")
    with pytest.raises(NachforderungAlreadyOpen):
        ask(case, passport_copy="Bitte alle Seiten.")
    services.close(nachforderung=first, outcome=Nachforderung.Outcome.REPLACED, at=LATER)
    second = ask(case, passport_copy="Bitte alle Seiten.")
    assert list(case.nachforderungen.pending()) == [second]
    first.refresh_from_db()
    assert (first.outcome, first.closed_at) == ("replaced", LATER)


def test_a_closed_request_is_neither_closed_again_nor_extended_nor_answered(case: Case) -> None:
    nachforderung = ask(case, rent="Bitte Seite 2.")
    services.close(nachforderung=nachforderung, outcome=Nachforderung.Outcome.LAPSED, at=LATER)
    with pytest.raises(NachforderungNotOpen):
        services.close(
            nachforderung=nachforderung, outcome=Nachforderung.Outcome.ANSWERED, at=LATER
        )
    with pytest.raises(NachforderungNotOpen):
        services.extend(nachforderung=nachforderung, due_on=DUE + timedelta(days=7))
    hand_in(case, "rent")
    assert not services.everything_handed_in(nachforderung)


def test_an_extension_only_ever_gives_more_time(case: Case) -> None:
    nachforderung = ask(case, rent="Bitte Seite 2.")
    for day in (DUE, DUE - timedelta(days=1)):
        with pytest.raises(ExtensionNotLater) as refusal:
            services.extend(nachforderung=nachforderung, due_on=day)
        assert "21.12.2026" in str(refusal.value)
    services.extend(nachforderung=nachforderung, due_on=DUE + timedelta(days=7))
    nachforderung.refresh_from_db()
    assert nachforderung.due_on == date(2026, 12, 28)


# What may be handed in instead


@pytest.fixture
def business(case: Case) -> Case:
    """The case needs an extract from the register, or the registration of the business instead."""
    instead = RequirementSpec(
        "trade_register",
        "trade_register",
        required=True,
        original_needed=False,
        alternatives=("business_registration",),
    )
    optional = spec("business_registration", required=False)
    services.set_requirements(case=case, specs=[instead, optional])
    return case


def test_what_was_handed_in_instead_will_do(business: Case) -> None:
    assert missing(business) == {"trade_register"}
    hand_in(business, "business_registration")
    assert missing(business) == set()


def test_what_was_handed_in_instead_and_rejected_will_not(business: Case) -> None:
    hand_in(business, "business_registration")
    registration = requirement(business, "business_registration")
    services.reject(requirement=registration, reason="Unleserlich.", by="Karin", at=cast.NOON)
    assert missing(business) == {"trade_register"}


def test_another_case_cannot_stand_in(business: Case) -> None:
    other = cast.case(person=business.person, reference="BE-2026-000999-9")
    services.set_requirements(case=other, specs=[spec("business_registration", required=False)])
    hand_in(other, "business_registration")
    assert missing(business) == {"trade_register"}
