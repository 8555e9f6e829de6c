"""Who may record what came by post or in person, and with which receipt."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from access.scope import scoped
from cases import services
from cases.models import Case
from cases.services import NotPermitted
from cases.services.intake import ReceiptInFuture
from common.actor import Actor, Role
from tests import cast
from tests.journeys.office import application

pytestmark = pytest.mark.django_db


def record(actor: Actor, received_at: datetime = cast.NOON) -> Case:
    return services.record_application(
        authority=cast.BERLIN_OFFICE,
        application=application(),
        channel="post",
        received_at=received_at,
        actor=actor,
        at=cast.NOON,
    )


@pytest.mark.parametrize("role", [Role.CLERK, Role.TEAM_LEAD, Role.FRONT_DESK])
def test_who_takes_in_post_or_sits_at_the_desk_records(role: Role) -> None:
    person = cast.staff(given="Robin", family="Sommer", role=role)
    with scoped(cast.BERLIN_CLOCK):
        assert record(person.actor()).state == "submitted"


@pytest.mark.parametrize("role", [Role.CASHIER, Role.AUDITOR])
def test_who_takes_money_or_looks_on_does_not(role: Role) -> None:
    person = cast.staff(given="Robin", family="Sommer", role=role)
    with scoped(cast.BERLIN_CLOCK):
        with pytest.raises(NotPermitted):
            record(person.actor())
        assert not Case.objects.exists()


def test_nor_does_a_portal() -> None:
    actor = cast.portal().actor()
    with scoped(cast.BERLIN_CLOCK), pytest.raises(NotPermitted):
        record(actor)


def test_nothing_is_received_in_the_future_for_a_receipt_never_becomes_later() -> None:
    with scoped(cast.BERLIN_CLOCK):
        with pytest.raises(ReceiptInFuture):
            record(cast.karin().actor(), cast.NOON + timedelta(minutes=1))
        assert not Case.objects.exists()


def test_a_letter_without_an_email_address_is_an_application_all_the_same() -> None:
    person = application().person.model_copy(update={"email": None})
    with scoped(cast.BERLIN_CLOCK):
        case = services.record_application(
            authority=cast.BERLIN_OFFICE,
            application=application().model_copy(update={"person": person}),
            channel="post",
            received_at=cast.NOON,
            actor=cast.karin().actor(),
            at=cast.NOON,
        )
        assert (case.state, case.messages.count()) == ("submitted", 0)
        assert case.letters.get().kind == "confirmation"
