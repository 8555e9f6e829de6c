"""A production installation does not talk to simulators."""

from __future__ import annotations

from pytest_django import Settings

from cases.checks import outside_services_are_real


def test_a_service_on_this_machine_is_refused_with_its_remedy(settings: Settings) -> None:
    settings.PAYMENT_URL = "http://127.0.0.1:8801"
    settings.PRODUCER_URL = "https://producer.example"
    (error,) = outside_services_are_real(None)
    assert (error.id, "PAYMENT_URL" in str(error.hint)) == ("cases.E001", True)


def test_real_services_pass(settings: Settings) -> None:
    settings.PAYMENT_URL = settings.PRODUCER_URL = "https://service.example"
    assert outside_services_are_real(None) == []
