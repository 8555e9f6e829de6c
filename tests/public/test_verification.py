"""Amal's employer checks the confirmation that she shows him."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from access.scope import scoped
from cases import services
from cases.application import Declarations
from cases.public.limit import MISSES_ALLOWED
from common.actor import Role
from tests import cast
from tests.journeys.office import Office, application

JSON = {"Accept": "application/json"}
ENGLISH = {"Accept": "text/html", "Accept-Language": "en"}
TITLE = {"type": "residence_permit", "legal_basis": "25(5)"}
NOBODYS = "AAAA-BBBB-CCCC-DDDD"


def code_of(office: Office) -> str:
    return str(office.case.confirmation.code)


def check(office: Office, *, code: str | None = None) -> dict[str, Any]:
    response = Client().get(f"/verify/{code or code_of(office)}", headers=JSON)
    assert response.status_code == 200
    body: dict[str, Any] = response.json()
    return body


def refuse_permit(office: Office) -> None:
    """Filed, heard, refused by two people; the letter has not left the house."""
    office.until(date(2026, 10, 1))
    office.file(current_title={**TITLE, "valid_until": "2026-11-01"})
    office.begin_review()
    services.announce_refusal(
        reference=office.reference,
        item="permit",
        codes=["requirements"],
        grounds="Der Nachweis fehlt.",
        actor=office.clerk,
        at=office.now,
    )
    office.later(days=40)
    services.end_hearing(
        reference=office.reference,
        evaluation="Es kam keine Stellungnahme.",
        actor=office.clerk,
        at=office.now,
    )
    services.propose_refusal(
        reference=office.reference,
        item="permit",
        codes=["requirements"],
        legal_basis="§ 25 Abs. 5 AufenthG",
        grounds="Der Nachweis fehlt.",
        actor=office.clerk,
        at=office.now,
    )
    services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)


class TestWhatItSays:
    def test_after_filing_in_time_the_title_continues_and_work_stays_allowed(
        self, office: Office
    ) -> None:
        office.file()
        body = check(office)
        assert body["genuine"] is True
        assert (body["standing"], body["work"]) == ("title_continues", "as_title_states")
        assert body["reference"] == office.reference
        assert "Fiktionsbescheinigung" in body["note"]

    def test_an_order_lets_a_late_title_continue_and_its_revocation_ends_that(
        self, office: Office
    ) -> None:
        office.file(current_title={**TITLE, "valid_until": "2026-11-01"})
        assert check(office)["standing"] == "receipt_only"
        office.order_continuation("Sie lag im Krankenhaus.")
        body = check(office)
        assert (body["standing"], body["work"]) == ("title_continues", "as_title_states")
        office.revoke_continuation("Die Angaben waren falsch.")
        assert check(office)["standing"] == "title_continues"
        office.dispatch("revocation", way="handed_over")
        office.clock_strikes()
        assert check(office)["standing"] == "receipt_only"

    def test_a_certificate_is_named_with_its_end_and_without_its_number(
        self, office: Office
    ) -> None:
        office.file()
        assert check(office)["certificate_valid_until"] is None
        office.issue_certificate("F1234567", date(2027, 2, 28))
        assert check(office)["certificate_valid_until"] == "2027-02-28"
        page = Client().get(f"/verify/{code_of(office)}", headers=ENGLISH).content.decode()
        assert "valid until 28.02.2027" in page
        assert "F1234567" not in page

    def test_after_filing_late_it_confirms_the_receipt_only(self, office: Office) -> None:
        office.file(current_title={**TITLE, "valid_until": "2026-11-20"})
        body = check(office)
        assert (body["standing"], body["work"]) == ("receipt_only", "not_stated")
        page = Client().get(f"/verify/{code_of(office)}", headers=ENGLISH).content.decode()
        assert "It confirms the receipt and nothing else" in page
        assert "counts today" not in page

    def test_it_holds_until_the_new_card_is_in_amals_hand(self, office: Office) -> None:
        office.approved()
        office.pay()
        office.book()
        office.attend()
        office.grant()
        office.produce()
        assert check(office)["standing"] == "title_continues"
        office.hand_over()
        assert check(office)["standing"] == "ended"

    def test_a_refusal_counts_from_the_day_it_is_announced_and_not_before(
        self, office: Office
    ) -> None:
        refuse_permit(office)
        assert office.case.state == "refused"
        assert check(office)["standing"] == "title_continues"
        letter = office.case.letters.get(kind="refusal")
        services.dispatch_letter(
            reference=office.reference,
            letter=str(letter.public_id),
            way="handed_over",
            actor=office.clerk,
            at=office.now,
        )
        assert check(office)["standing"] == "ended"

    def test_an_announced_withdrawal_ends_nothing_and_a_confirmed_one_does(
        self, office: Office
    ) -> None:
        office.file()
        services.announce_withdrawal(
            reference=office.reference,
            acknowledged_effect=True,
            actor=office.applicant,
            at=office.now,
        )
        assert check(office)["standing"] == "title_continues"
        services.confirm_withdrawal(
            reference=office.reference,
            token=office.case.withdrawals.get().token,
            actor=office.amal,
            at=office.now,
        )
        assert check(office)["standing"] == "ended"

    def test_closing_without_a_decision_does_not_end_it_by_itself(self, office: Office) -> None:
        office.file()
        office.begin_review()
        services.propose_closure(
            reference=office.reference,
            reason="departure",
            note="Vermerk in der Akte",
            actor=office.clerk,
            at=office.now,
        )
        services.confirm_closure(reference=office.reference, actor=office.lead, at=office.now)
        assert check(office)["standing"] == "ask_authority"

    def test_with_another_authority_it_goes_on(self, office: Office) -> None:
        office.file()
        office.begin_review()
        office.transfer()
        assert check(office)["standing"] == "title_continues"


class TestWhatItKeepsToItself:
    def test_initials_and_year_of_birth_are_all_it_tells_about_amal(self, office: Office) -> None:
        office.file()
        body = check(office)
        assert body["holder"] == {"initials": "A. H.", "birth_year": 1990}
        for page in (Client().get(f"/verify/{code_of(office)}"), str(body)):
            text = page if isinstance(page, str) else page.content.decode()
            for secret in ("Haddad", "25(5)", "§ 25", "Syr", "SY", "Turmstraße", "2027-01-10"):
                assert secret not in text

    def test_a_stay_permitted_by_asylum_law_reads_like_any_other_permitted_stay(
        self, office: Office
    ) -> None:
        said = []
        for kind in ("by_law", "permission"):
            office.file()
            case = office.case
            case.legal_effect = {**case.legal_effect, "kind": kind}
            case.save(update_fields=["legal_effect"])
            said.append(check(office)["standing_text"])
        assert said[0] == said[1]

    def test_a_sandbox_case_never_passes_for_a_real_one(self, office: Office) -> None:
        office.portal.sandbox = True
        with scoped(office.portal.actor()):
            case = services.file(
                authority="berlin",
                application=application(),
                hand_ins=[],
                declarations=Declarations(truth=True, privacy_notice=True, electronic_payment=True),
                portal=office.portal,
                actor=office.portal.actor(),
                at=office.now,
            )
            code = str(case.confirmation.code)
        body = check(office, code=code)
        assert (body["genuine"], body["test"]) == (False, True)
        page = Client().get(f"/verify/{code}", headers=ENGLISH).content.decode()
        assert "not a real confirmation" in page


class TestTheCode:
    def test_small_letters_spaces_and_lost_hyphens_are_forgiven(self, office: Office) -> None:
        office.file()
        typed = code_of(office).replace("-", " ").lower()
        assert check(office, code=typed)["genuine"] is True

    @pytest.mark.parametrize("typed", [NOBODYS, "x", "%00", "ä", "A" * 300])
    def test_an_unknown_code_is_a_404_that_says_what_to_do(
        self, office: Office, typed: str
    ) -> None:
        response = Client().get(f"/verify/{typed}", headers=ENGLISH)
        assert response.status_code == 404
        assert "letter by letter" in response.content.decode()

    def test_an_unknown_code_asked_for_as_json_is_a_problem(self, db: None) -> None:
        response = Client().get(f"/verify/{NOBODYS}", headers=JSON)
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["code"] == "confirmation_unknown"

    def test_the_form_leads_to_the_answer(self, office: Office) -> None:
        office.file()
        typed = code_of(office).lower()
        response = Client().get("/verify", {"code": typed, "language": "en"}, follow=True)
        assert response.status_code == 200
        assert office.reference in response.content.decode()

    def test_the_form_without_a_code_is_only_a_form(self, db: None) -> None:
        response = Client().get("/verify", headers=ENGLISH)
        assert (response.status_code, b'name="code"' in response.content) == (200, True)


class TestGuessing:
    def guess(self, client: Client, times: int) -> None:
        for _ in range(times):
            client.get(f"/verify/{NOBODYS}")

    def test_who_misses_too_often_waits_even_for_a_true_code(self, office: Office) -> None:
        office.file()
        client = Client()
        self.guess(client, MISSES_ALLOWED)
        response = client.get(f"/verify/{code_of(office)}", headers=JSON)
        assert (response.status_code, response["Retry-After"]) == (429, "60")
        assert response.json()["code"] == "too_many_attempts"
        assert client.get(f"/verify/{NOBODYS}", headers=ENGLISH).status_code == 429

    def test_true_codes_are_not_counted_however_many(self, office: Office) -> None:
        office.file()
        for _ in range(MISSES_ALLOWED + 5):
            check(office)

    def test_others_are_not_held_up_by_it(self, office: Office) -> None:
        office.file()
        self.guess(Client(REMOTE_ADDR="192.0.2.66"), MISSES_ALLOWED)
        assert check(office)["genuine"] is True

    def test_behind_our_own_proxy_the_address_is_the_one_that_it_saw(
        self, office: Office, settings: Settings
    ) -> None:
        settings.TRUSTED_PROXIES = 1
        office.file()
        guesser = Client(headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.66"})
        self.guess(guesser, MISSES_ALLOWED)
        employer = Client(headers={"X-Forwarded-For": "192.0.2.7", **JSON})
        assert employer.get(f"/verify/{code_of(office)}").status_code == 200
        disguised = Client(headers={"X-Forwarded-For": "198.51.100.1, 192.0.2.66"})
        assert disguised.get(f"/verify/{code_of(office)}").status_code == 429

    def test_while_the_cache_is_away_everybody_is_answered(
        self, office: Office, settings: Settings
    ) -> None:
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://127.0.0.1:1/0",
            }
        }
        office.file()
        self.guess(Client(), MISSES_ALLOWED)
        assert check(office)["genuine"] is True


class TestThePage:
    def test_it_is_german_or_english_by_the_browser_and_by_its_own_link(
        self, office: Office
    ) -> None:
        office.file()
        address = f"/verify/{code_of(office)}"
        english = Client().get(address, headers=ENGLISH)
        assert english["Content-Language"] == "en"
        assert "This confirmation is genuine" in english.content.decode()
        german = Client().get(address, {"language": "de"}, headers=ENGLISH)
        assert german["Content-Language"] == "de"
        assert 'lang="de"' in german.content.decode()

    def test_it_leaves_no_traces_and_loads_nothing_from_elsewhere(self, office: Office) -> None:
        office.file()
        response = Client().get(f"/verify/{code_of(office)}")
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert "script-src" not in response["Content-Security-Policy"]
        assert "unsafe" not in response["Content-Security-Policy"]
        page = response.content.decode()
        assert "<script" not in page
        assert "style=" not in page
        assert "https://" not in page

    def test_it_only_reads(self, office: Office) -> None:
        office.file()
        address = f"/verify/{code_of(office)}"
        before = office.case.version
        assert Client().post(address).status_code == 405
        assert Client().get(address).status_code == 200
        assert office.case.version == before

    def test_a_signed_in_clerk_of_another_authority_sees_the_same(self, office: Office) -> None:
        office.file()
        hanna = cast.staff(given="Hanna", family="Voss", role=Role.CLERK, authority="halle")
        client = Client()
        client.force_login(hanna, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(f"/verify/{code_of(office)}", headers=JSON).status_code == 200

    def test_it_asks_the_database_a_fixed_number_of_questions(
        self, office: Office, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        office.file()
        address = f"/verify/{code_of(office)}"
        with django_assert_max_num_queries(9):
            Client().get(address)


def test_the_day_of_receipt_is_the_day_in_berlin(office: Office) -> None:
    office.until(date(2026, 11, 23), hour=0)
    office.file()
    assert check(office)["received_on"] == "2026-11-23"
