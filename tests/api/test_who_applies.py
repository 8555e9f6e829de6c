"""The person in an application: what cannot be right is refused with the rule and what to do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.applications import told
from tests.api.portals import Caller, problem

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("person", "pointer"),
    [
        ({"phone": "12"}, "/person/phone"),
        ({"phone": "112"}, "/person/phone"),
        ({"phone": "+4930"}, "/person/phone"),
        ({"phone": "0301234567890123456"}, "/person/phone"),
        ({"residence": {"postal_code": "1055"}}, "/person/residence/postal_code"),
        ({"residence": {"postal_code": "١٠٥٥٩"}}, "/person/residence/postal_code"),
        (
            {"identity_document": {"number": "---", "issued_by": "SY"}},
            "/person/identity_document/number",
        ),
    ],
)
def test_what_cannot_be_right_about_a_person_is_refused_with_the_rule(
    person: dict[str, Any], pointer: str, caller: Caller
) -> None:
    answer = caller.post("/cases", told(person=person))
    assert answer.status_code == 422
    [found] = problem(answer)["errors"]
    assert found["pointer"] == pointer
    assert len(found["detail"]) > 40


@pytest.mark.parametrize("name", [" ", "Samir\x07 Haddad"])
def test_who_acts_for_somebody_has_a_name_that_can_be_read(name: str, caller: Caller) -> None:
    agent = {"kind": "guardian", "name": name, "address": "Turmstraße 1\n10559 Berlin"}
    answer = caller.post("/cases", told(representative=agent))
    assert [found["pointer"] for found in problem(answer)["errors"]] == ["/representative/name"]
    agent["name"] = "Samir Haddad"
    assert caller.post("/cases", told(representative=agent)).status_code == 201


@pytest.mark.parametrize(
    ("phone", "kept"),
    [
        ("(030) 902690-0", "+49309026900"),
        ("0170 1234567", "+491701234567"),
        ("00963 11 123456", "+96311123456"),
        ("+683 4002", "+6834002"),
    ],
)
def test_a_phone_number_is_kept_as_it_is_called_from_everywhere(
    phone: str, kept: str, caller: Caller
) -> None:
    opened = caller.post("/cases", told(person={"phone": phone}))
    says = caller.get(f"/cases/{opened.json()['reference']}/application").json()
    assert says["person"]["phone"] == kept
