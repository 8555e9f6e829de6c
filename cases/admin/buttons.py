"""The buttons of the case page: what somebody could do now, under headings that fold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from cases import actions
from cases.actions import Offered
from cases.models import Case
from common.actor import Actor

from .steps import STEPS, Group, Step

FEW = 6  # so many buttons can be taken in at once: nothing needs to be folded for them


@dataclass(frozen=True)
class Button:
    """An action as the page shows it: a link, or grey with the reasons why not."""

    name: str
    label: str | Promise
    step: Step
    reasons: tuple[str | Promise, ...]

    @property
    def enabled(self) -> bool:
        return not self.reasons


@dataclass(frozen=True)
class Folded:
    """The buttons behind one heading: what is possible, then what is not, each with why."""

    group: Group
    possible: tuple[Button, ...]
    grey: tuple[Button, ...]


def buttons(case: Case, actor: Actor) -> list[Button]:
    """What this person could do with the case in its present state."""
    return [_button(offer) for offer in actions.offered(case, actor)]


def _button(offer: Offered) -> Button:
    name = offer.action.name
    reasons = tuple(guard.reason for guard in offer.obstacles)
    return Button(name=name, label=offer.action.label, step=STEPS[name], reasons=reasons)


def what_is_next(offered: Iterable[Button]) -> list[Button]:
    """What would move the case on and can be done now: the few buttons that nothing hides."""
    return [button for button in offered if button.enabled and button.step.group is Group.NEXT]


def are_few(offered: Iterable[Button]) -> bool:
    """Whether all that is possible can be shown at once, as at the counter or the cash desk."""
    return sum(button.enabled for button in offered) <= FEW


def folded(offered: Iterable[Button]) -> list[Folded]:
    """Everything else, in the order of the headings; a heading without a button is left out."""
    rest = [button for button in offered if button.step.group is not Group.NEXT or button.reasons]
    return [
        Folded(
            group=group,
            possible=tuple(button for button in found if button.enabled),
            grey=tuple(button for button in found if not button.enabled),
        )
        for group in Group
        if (found := [button for button in rest if button.step.group is group])
    ]
