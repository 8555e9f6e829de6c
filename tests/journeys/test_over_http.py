"""The whole way through a running stack, by HTTP alone, as `make demo` shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.stack import Stack
from examples.client.patience import Failed
from examples.demo_case import run, run_elsewhere

pytestmark = pytest.mark.stack


def test_an_extension_travels_from_precheck_to_pickup(stack: Stack, tmp_path: Path) -> None:
    steps = run(stack.facts, papers=tmp_path)
    reached = [step.state for step in steps if step.state]
    assert [state for at, state in enumerate(reached) if state not in reached[:at]] == [
        "draft",
        "submitted",
        "in_review",
        "awaiting_payment",
        "awaiting_biometrics",
        "in_production",
        "ready_for_pickup",
        "collected",
    ]
    assert len({mail.address for step in steps for mail in step.mails}) == 9
    assert [paper.name.endswith("-confirmation.pdf") for paper in tmp_path.iterdir()] == [True]
    assert "every chain holds" in stack.manage("verify_events")


@pytest.mark.parametrize("authority", ["halle", "magdeburg"])
def test_another_authority_takes_a_case_to_its_end_in_its_own_order(
    stack: Stack, authority: str
) -> None:
    """Halle's comes by letter and is recorded, Magdeburg's by the portal, complete at once."""
    steps = run_elsewhere(stack.facts, authority)
    reached = [step.state for step in steps]
    assert reached[0] == "submitted"
    assert reached.index("awaiting_payment") < reached.index("awaiting_decision")
    assert reached[-1] == "collected"
    assert "every chain holds" in stack.manage("verify_events")


def test_it_fails_loudly_where_a_step_does_not_lead_on(stack: Stack, tmp_path: Path) -> None:
    nobody = {"user": "karin.vogt", "password": "wrong"}
    facts = {**stack.facts, "staff": {**stack.facts["staff"], "clerk": nobody}}
    with pytest.raises(Failed, match=r"karin\.vogt could not sign in"):
        run(facts, papers=tmp_path)
