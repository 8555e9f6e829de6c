"""Whoever asks what has changed since an instant hears of every change that they could read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest

from cases import services
from tests.api.portals import Caller
from tests.journeys.office import Office


def reject_a_document(office: Office) -> None:
    services.decide_requirement(
        reference=office.reference,
        requirement="passport_copy",
        verdict="rejected",
        reason="unleserlich",
        actor=office.clerk,
        at=office.now,
    )


def announce_the_withdrawal(office: Office) -> None:
    services.announce_withdrawal(
        reference=office.reference, acknowledged_effect=True, actor=office.clerk, at=office.now
    )


def correct_the_receipt(office: Office) -> None:
    services.correct_receipt(
        reference=office.reference,
        received_at=office.now - timedelta(days=9),
        proof="Eingangsstempel der Poststelle",
        actor=office.clerk,
        at=office.now,
    )


@pytest.mark.parametrize(
    "change", [reject_a_document, announce_the_withdrawal, correct_the_receipt]
)
def test_a_change_by_the_authority_is_found(
    change: Callable[[Office], None], office: Office, caller: Caller
) -> None:
    office.file()
    office.begin_review()
    office.hand_in("passport_copy")
    office.later(hours=1)
    since = f"/cases?updated_since={quote(office.now.isoformat())}"
    assert caller.get(since).json()["items"] == []
    change(office)
    found = [line["reference"] for line in caller.get(since).json()["items"]]
    assert found == [office.reference]
