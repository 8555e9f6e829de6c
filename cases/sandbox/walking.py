"""How a sandbox case moves: as far as a portal's developer says, or by itself where a script acts.

Public: `advance`, `play`, `Target`, `SandboxStuck`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.services import CaseUnknown
from cases.states import State, WaitingFor
from common.actor import Actor
from common.errors import DomainError

from .office import end_by, step
from .scripts import SCRIPTS, Script, script_of

logger = logging.getLogger(__name__)
MOST_STEPS = 20
PAUSE = timedelta(seconds=5)
AT_ONCE = 50  # cases of one authority at one tick
Target = Literal[
    "in_review", "awaiting_documents", "hearing", "awaiting_payment", "awaiting_biometrics",
    "awaiting_decision", "in_production", "ready_for_pickup", "collected",
    "refused", "withdrawn", "discontinued",
]  # fmt: skip
ENDINGS = (State.WITHDRAWN, State.DISCONTINUED)
ACTING = (
    State.SUBMITTED,
    State.IN_REVIEW,
    State.HEARING,
    State.AWAITING_DECISION,
    State.IN_PRODUCTION,
)


class SandboxStuck(DomainError):
    """The simulated people cannot bring the case there from where it is."""

    code = "sandbox_stuck"
    sentence = _("The sandbox cannot move this case on: %(reason)s")


def advance(*, reference: str, to: State | None, portal: Actor, at: datetime) -> None:
    """Move a sandbox case of this portal to a state, or until it is in another than now.

    Every step is a use case of its own; what was done stays where a later one is refused. A case
    that is in the state already stays. Raises `CaseUnknown`, `SandboxStuck`.
    """
    case = _own(reference, portal)
    if to in ENDINGS and case.state != to:
        _attempt(case, lambda: end_by(case, to, portal=portal, at=at))
        return
    script, begun = _towards(to, script_of(case)), case.state
    for _step in range(MOST_STEPS):
        if case.state == to or (to is None and case.state != begun):
            return
        before = case.version
        _attempt(case, lambda now=case: step(now, script=script, at=at))  # type: ignore[misc]
        case = _own(reference, portal)
        if case.version == before:
            break
    if case.state != to:
        reason = _("in the state %(state)s nobody has anything to do that leads there.")
        raise SandboxStuck(reason=reason % {"state": case.state})


def _own(reference: str, portal: Actor) -> Case:
    """The portal's case, if it is one of the sandbox."""
    rows = Case.objects.visible_to(portal).filter(reference=reference, sandbox=True)
    case: Case | None = rows.select_related("person").first()
    if case is None:
        raise CaseUnknown
    return case


def _towards(to: State | None, script: Script) -> Script:
    """The script, with what leads to a state aside of the way."""
    if to is None:
        return script
    return replace(
        script,
        asks_for_documents=to == State.AWAITING_DOCUMENTS,
        refuses=to in {State.HEARING, State.REFUSED},
    )


def _attempt(case: Case, move: Callable[[], None]) -> None:
    """What a rule refuses is told as what keeps the sandbox."""
    try:
        move()
    except DomainError as refusal:
        raise SandboxStuck(reason=f"{refusal} ({case.state}, {refusal.code})") from refusal


def play(*, authority: str, at: datetime) -> int:
    """Let the scripts of an authority act where their last step is some seconds old; how many.

    Needs the scope of its sandbox.
    """
    come = Q(state=State.AWAITING_BIOMETRICS, waiting_for=WaitingFor.AUTHORITY)
    waiting = Case.objects.filter(
        Q(state__in=ACTING) | come,
        authority=authority,
        sandbox=True,
        updated_at__lte=at - PAUSE,
        person__family_name__in=SCRIPTS,
    )
    found = waiting.select_related("person").order_by("updated_at")[:AT_ONCE]
    return sum(_played(case, at=at) for case in found)


def _played(case: Case, *, at: datetime) -> bool:
    try:
        step(case, script=script_of(case), at=at)
    except DomainError as refusal:
        logger.info("sandbox %s: %s", case.reference, refusal.code)
        return False
    return True
