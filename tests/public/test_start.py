"""The first page leads on to the three doors."""

from __future__ import annotations

from django.test import Client
from pytest_django.asserts import assertContains


def test_the_start_page_leads_to_the_check_the_staff_and_the_portals(db: None) -> None:
    response = Client().get("/", headers={"Accept-Language": "en"})
    for address in ("/verify", "/admin/", "/api/docs"):
        assertContains(response, f'href="{address}')


def test_it_can_be_read_in_german_and_english(db: None) -> None:
    assertContains(Client().get("/", {"language": "en"}), "From the application to the card")
    assert Client().get("/", {"language": "de"})["Content-Language"] == "de"
