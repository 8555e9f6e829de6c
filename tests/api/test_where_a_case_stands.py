"""What a progress page is told is true today, complete, and the same at every door."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from cases import services
from common.calendar import end_of_day
from tests.api.applications import told
from tests.api.portals import Caller
from tests.journeys.office import Office

pytestmark = pytest.mark.django_db
RETURN = {"return_url": "https://portal.example/back"}
NOBODY_LISTENS = "http://127.0.0.1:9"  # "discard"
BOTH = {"travel_document": {"type": "foreigner"}}


def read(office: Office, caller: Caller, *, on: datetime | None = None) -> dict[str, Any]:
    """The case as its portal reads it now, or on the morning of another day."""
    with time_machine.travel(on or office.now):
        caller.renew(office.portal)
        case: dict[str, Any] = caller.get(f"/cases/{office.reference}").json()
    return case


def effect(office: Office, caller: Caller, *, on: datetime | None = None) -> dict[str, Any]:
    """What the case says of the stay, which is what a third party is told who checks."""
    told: dict[str, Any] = read(office, caller, on=on)["legal_effect"]
    with time_machine.travel(on or office.now):
        page = Client().get(
            f"/verify/{office.case.confirmation.code}", headers={"Accept": "application/json"}
        )
    assert page.json()["standing"] == told["standing"]
    assert page.json()["certificate_valid_until"] == told["certificate_valid_until"]
    return told


def codes(rows: list[dict[str, Any]]) -> list[str]:
    return [row["code"] for row in rows]


class TestTheStay:
    def test_while_the_case_is_open_the_title_continues(
        self, office: Office, caller: Caller
    ) -> None:
        office.file()
        told = effect(office, caller)
        assert (told["kind"], told["standing"]) == ("continuation", "title_continues")
        assert (told["until"], told["ended_on"]) == ("decision_effective", None)
        assert "continues" in told["why"]

    def test_a_refusal_ends_it_on_the_day_on_which_its_letter_counts(
        self, office: Office, caller: Caller
    ) -> None:
        office.refused()
        assert effect(office, caller)["standing"] == "title_continues"
        office.dispatch("refusal", way="post")
        counts = office.case.letters.get(kind="refusal").announced_on
        assert counts is not None
        assert counts > office.now.date()
        assert effect(office, caller)["standing"] == "title_continues"
        office.until(counts)
        told = effect(office, caller)
        assert (told["standing"], told["ended_on"]) == ("ended", f"{counts}")
        assert (told["kind"], told["until"]) == ("continuation", None)
        assert "until the decision" not in told["why"]

    def test_for_work_it_goes_on_as_long_as_the_refusal_can_be_contested(
        self, office: Office, caller: Caller
    ) -> None:
        office.refused()
        office.dispatch("refusal", way="handed_over")
        told = effect(office, caller)
        assert told["employment"] == "unchanged"
        assert "For work" in told["why"]
        office.later(days=40)
        told = effect(office, caller)
        assert told["employment"] == "not_affected"
        assert "For work" not in told["why"]

    def test_a_withdrawal_ends_it_once_it_is_confirmed(
        self, office: Office, caller: Caller
    ) -> None:
        office.file()
        office.withdraw()
        told = effect(office, caller)
        assert (told["standing"], told["ended_on"]) == ("ended", "2026-11-23")
        assert "withdrawn" in told["why"]

    def test_it_ends_when_the_card_is_in_amals_hand(self, office: Office, caller: Caller) -> None:
        office.approved()
        office.pay()
        office.book()
        office.attend()
        office.grant()
        office.produce()
        assert effect(office, caller)["standing"] == "title_continues"
        office.hand_over()
        told = effect(office, caller)
        assert (told["standing"], told["ended_on"]) == ("ended", f"{office.now:%Y-%m-%d}")

    def test_with_another_authority_it_goes_on(self, office: Office, caller: Caller) -> None:
        office.file()
        office.begin_review()
        office.transfer()
        assert effect(office, caller)["standing"] == "title_continues"

    def test_where_nobody_decided_only_the_authority_knows(
        self, office: Office, caller: Caller
    ) -> None:
        office.file()
        services.propose_closure(
            reference=office.reference,
            reason="departure",
            note="Vermerk in der Akte",
            actor=office.clerk,
            at=office.now,
        )
        services.confirm_closure(reference=office.reference, actor=office.lead, at=office.now)
        told = effect(office, caller)
        assert (told["standing"], told["ended_on"]) == ("ask_authority", None)
        assert (told["until"], told["employment"]) == (None, "not_affected")

    def test_a_certificate_that_has_run_out_proves_nothing_any_more(
        self, office: Office, caller: Caller
    ) -> None:
        office.file()
        office.issue_certificate("F1234567", date(2027, 2, 28))
        assert effect(office, caller)["certificate_valid_until"] == "2027-02-28"
        office.until(date(2027, 3, 1))
        assert effect(office, caller)["certificate_valid_until"] is None


class TestMoney:
    def test_what_was_paid_twice_is_seen_until_it_is_ordered_back(
        self, office: Office, caller: Caller
    ) -> None:
        office.approved()
        office.pay()
        assert read(office, caller)["fees"]["surplus"] == "0.00"
        office.pay("93.00", provider_id="K-2")
        case = read(office, caller)
        assert (case["fees"]["missing"], case["fees"]["surplus"]) == ("0.00", "93.00")
        office.refund("93.00", "Doppelt gezahlt")
        assert read(office, caller)["fees"]["surplus"] == "0.00"

    def test_money_on_a_desk_does_not_change_whose_turn_the_sentence_names(
        self, office: Office, caller: Caller
    ) -> None:
        office.approved()
        office.pay()
        office.pay("93.00", provider_id="K-2")
        assert office.case.waiting_for == "authority"
        step = read(office, caller)["next_step"]
        assert (step["code"], step["whose_turn"]) == ("awaiting_biometrics", "applicant")
        assert step["text"].startswith("Book an appointment")

    def test_a_payment_that_is_running_is_told_with_the_case(
        self, office: Office, caller: Caller, settings: Settings
    ) -> None:
        settings.PAYMENT_URL = NOBODY_LISTENS
        office.approved()
        assert read(office, caller)["fees"]["payment"] is None
        begun = caller.post(f"/cases/{office.reference}/payments", RETURN).json()
        assert read(office, caller)["fees"]["payment"] == begun
        assert (begun["status"], begun["redirect_url"]) == ("starting", None)

    def test_a_fee_that_outlives_the_end_is_the_applicants_turn(
        self, office: Office, caller: Caller
    ) -> None:
        office.approved()
        office.transfer()
        case = read(office, caller)
        step = case["next_step"]
        assert codes(case["deadlines"]) == ["payment"]
        assert (step["whose_turn"], step["due_at"]) == ("applicant", case["deadlines"][0]["at"])
        office.pay()
        step = read(office, caller)["next_step"]
        assert (step["whose_turn"], step["due_at"]) == ("nobody", None)


class TestAnIntendedRefusal:
    @pytest.fixture
    def heard(self, office: Office) -> Office:
        """Amal is told that a refusal is intended, and asked for her view."""
        office.file()
        office.begin_review()
        services.announce_refusal(
            reference=office.reference,
            item="permit",
            codes=["requirements"],
            grounds="Der Nachweis fehlt.",
            actor=office.clerk,
            at=office.now,
        )
        return office

    def test_it_has_a_last_day_and_says_how_to_answer(self, heard: Office, caller: Caller) -> None:
        case = read(heard, caller)
        (due,) = case["deadlines"]
        assert (due["code"], due["on"]) == ("statement", f"{heard.case.hearings.get().due_on}")
        step = case["next_step"]
        assert (step["whose_turn"], step["due_at"]) == ("applicant", due["at"])
        assert "hand in" in step["text"]
        assert "hand_in" in {row["name"] for row in case["actions"]}

    def test_once_answered_it_is_the_authoritys_turn(self, heard: Office, caller: Caller) -> None:
        services.record_statement(
            reference=heard.reference,
            statement="Der Nachweis liegt bei.",
            actor=heard.clerk,
            at=heard.now,
        )
        case = read(heard, caller)
        assert case["deadlines"] == []
        assert case["next_step"]["whose_turn"] == "authority"

    def test_when_the_time_is_over_nobody_is_told_to_answer(
        self, heard: Office, caller: Caller
    ) -> None:
        heard.later(days=60)
        step = read(heard, caller)["next_step"]
        assert (step["whose_turn"], step["due_at"]) == ("authority", None)


class TestARefusal:
    def test_before_its_letter_has_left_there_is_nothing_to_contest(
        self, office: Office, caller: Caller
    ) -> None:
        office.refused()
        case = read(office, caller)
        assert case["items"][0]["refusal"] is None
        assert "remedy" not in codes(case["deadlines"])
        assert case["next_step"]["text"].startswith("The application was refused. The authority")

    def test_it_says_what_can_be_done_where_and_until_when(
        self, office: Office, caller: Caller
    ) -> None:
        office.refused()
        office.dispatch("refusal", way="handed_over")
        case = read(office, caller)
        refusal = case["items"][0]["refusal"]
        remedy = refusal["remedy"]
        assert (refusal["announced_on"], remedy["until"]) == ("2026-11-23", "2026-12-23")
        assert (remedy["kind"], remedy["body"]) == ("claim", "Administrative Court of Berlin")
        assert "Verwaltungsgericht Berlin" in refusal["notice"]
        assert remedy["address"] in refusal["notice"]
        assert refusal["notice"] == office.case.refusals.get().remedy
        (due,) = [row for row in case["deadlines"] if row["code"] == "remedy"]
        assert datetime.fromisoformat(due["at"]) == end_of_day(date(2026, 12, 23))
        step = case["next_step"]
        assert (step["whose_turn"], step["due_at"]) == ("applicant", due["at"])
        assert remedy["address"] in step["text"]

    def test_who_has_brought_a_claim_is_not_told_to_bring_one(
        self, office: Office, caller: Caller
    ) -> None:
        office.refused()
        office.dispatch("refusal", way="handed_over")
        refusal = str(office.case.refusals.get().public_id)
        claim = services.IncomingRemedy(
            kind="claim",
            contested=services.Contested(against="refusal", act=refusal),
            received_at=office.now,
            body="Verwaltungsgericht Berlin",
        )
        services.record_remedy(
            reference=office.reference, remedy=claim, actor=office.clerk, at=office.now
        )
        assert "remedy" not in codes(read(office, caller)["deadlines"])

    def test_after_its_last_day_it_is_over(self, office: Office, caller: Caller) -> None:
        office.refused()
        office.dispatch("refusal", way="handed_over")
        office.pay()
        office.until(date(2026, 12, 23))
        assert "remedy" in codes(read(office, caller)["deadlines"])
        office.later(days=1)
        case = read(office, caller)
        assert case["deadlines"] == []
        assert (case["next_step"]["whose_turn"], case["next_step"]["due_at"]) == ("nobody", None)

    def test_of_one_item_it_leaves_the_other_to_its_way(
        self, office: Office, caller: Caller
    ) -> None:
        office.file(requests=BOTH)
        office.begin_review()
        office.hear("travel_document", "identity")
        office.propose_refusal("travel_document", "identity")
        services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)
        office.dispatch("refusal", way="handed_over")
        case = read(office, caller)
        assert [bool(item["refusal"]) for item in case["items"]] == [False, True]
        assert "travel document" in case["deadlines"][0]["text"]
        assert (case["next_step"]["code"], case["next_step"]["due_at"]) == ("in_review", None)
        assert case["legal_effect"]["standing"] == "title_continues"


def test_what_ended_before_a_decision_is_not_called_open(office: Office, caller: Caller) -> None:
    office.file()
    assert read(office, caller)["items"][0]["decision"] == "pending"
    office.withdraw()
    assert read(office, caller)["items"][0]["decision"] == "not_decided"


def test_nobody_is_told_that_there_is_nothing_to_pay_or_to_move(
    office: Office, caller: Caller
) -> None:
    office.file()
    assert read(office, caller)["blockers"] == []
    office.begin_review()
    office.accept_documents()
    office.answer_checks()
    office.approve()
    office.pay()
    case = read(office, caller)
    assert (case["state"], case["blockers"]) == ("awaiting_biometrics", [])
    assert {"move_appointment", "start_payment"}.isdisjoint(row["name"] for row in case["actions"])


class TestWhatIsNeeded:
    @pytest.mark.parametrize("language", ["de", "en"])
    @pytest.mark.parametrize(
        "situation",
        [
            {"occupation": "employed", "has_passport": True},
            {"occupation": "none", "has_passport": False, "protection": "refugee"},
        ],
    )
    def test_it_is_called_what_the_precheck_called_it(
        self, caller: Caller, situation: dict[str, Any], language: str
    ) -> None:
        caller.language = language
        case = caller.post("/cases", told(situation=situation)).json()
        assert names(case) == names(prechecked(caller, situation))

    def test_what_another_occupation_no_longer_needs_is_gone(self, caller: Caller) -> None:
        draft = caller.post("/cases", told())
        assert "payslips" in names(draft.json())
        studying = {**told()["situation"], "occupation": "student"}
        changed = caller.patch(
            f"/cases/{draft.json()['reference']}",
            {"situation": {"occupation": "student"}},
            if_match=draft["ETag"],
        )
        assert names(changed.json()) == names(prechecked(caller, studying))


def prechecked(caller: Caller, situation: dict[str, Any]) -> dict[str, Any]:
    application = told(situation=situation)
    asked = {name: application[name] for name in ("kind", "legal_basis", "current_title")}
    person = {
        name: application["person"][name] for name in ("birth_date", "nationalities", "residence")
    }
    del person["residence"]["street"], person["residence"]["postal_code"]
    answer = caller.post(
        "/authorities/berlin/precheck", {**asked, "person": person, "situation": situation}
    )
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def names(answer: dict[str, Any]) -> dict[str, str]:
    """What is needed, by code."""
    return {row["code"]: row["label"] for row in answer["requirements"]}
