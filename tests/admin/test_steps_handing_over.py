"""The pages of the steps that an order of the steps adds: visit, box, other way, defect."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from access.models import User
from cases.models import Case
from tests.admin.pages import do, is_done, refusal_in, step_of
from tests.journeys.office import Office
from tests.journeys.orders_of_steps import Plan

SignIn = Callable[[User], Client]


@pytest.fixture
def authority(settings: Settings, tmp_path: Path) -> Callable[..., None]:
    """From now on the office works in this order."""

    def works(**said: Any) -> None:
        plan = Plan(**{"due": "at_appointment", "decision": "before_biometrics", **said})
        folder = tmp_path / "profiles"
        folder.mkdir()
        (folder / "berlin.toml").write_text(plan.profile, encoding="utf-8")
        settings.PROFILES_DIR = folder

    return works


def ready(office: Office) -> tuple[Case, str]:
    office.approved()
    office.book()
    office.attend()
    office.pay()
    office.grant()
    office.produce()
    return office.case, str(office.case.orders.get().request_id)


def test_somebody_is_invited_before_the_check(
    office: Office, sign_in: SignIn, authority: Callable[..., None]
) -> None:
    authority(decision="after_biometrics")
    office.file()
    office.begin_review()
    assert is_done(do(sign_in(office.karin), office.case, "invite"))
    assert office.case.state == "awaiting_biometrics"


def test_a_product_is_put_into_the_box_and_fetched(
    office: Office, sign_in: SignIn, authority: Callable[..., None]
) -> None:
    authority(pickup="box")
    case, order = ready(office)
    fatma = sign_in(office.fatma)
    assert is_done(do(fatma, case, "put_into_box", order=order))
    fetched = do(fatma, case, "record_fetched", order=order, old_document="invalidated")
    assert is_done(fetched)
    assert office.case.state == "collected"


def test_another_way_is_chosen_with_a_reason_from_those_there_are(
    office: Office, sign_in: SignIn, authority: Callable[..., None]
) -> None:
    authority(pickup="by_appointment")
    case, _order = ready(office)
    fatma = sign_in(office.fatma)
    offered = fatma.get(step_of(case, "choose_delivery")).content.decode()
    assert "by_appointment" in offered
    assert "direct_delivery" not in offered
    without = do(fatma, case, "choose_delivery", delivery="in_person", reason=" ")
    assert "in_person" in refusal_in(without)
    chosen = do(fatma, case, "choose_delivery", delivery="in_person", reason="Wohnt weit weg")
    assert is_done(chosen)
    assert office.case.delivery == "in_person"


def test_a_defective_product_goes_back_with_a_description(
    office: Office, sign_in: SignIn, authority: Callable[..., None]
) -> None:
    authority()
    case, order = ready(office)
    fatma = sign_in(office.fatma)
    refusal_in(do(fatma, case, "reclaim", order=order, defect=""))
    assert is_done(do(fatma, case, "reclaim", order=order, defect="Chip stumm"))
    assert office.case.state == "in_production"
    assert is_done(do(sign_in(office.karin), case, "repeat_order"))
