"""What happens in the demo's cases: so many days ago, this step.

Public: `Step`, `Plot`, `PLOTS`. The days are counted back from the day of the telling, so that the
desks of the demo always look as if weeks of work lay behind them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .story import Story


@dataclass(frozen=True)
class Step:
    """Done so many days before the day of the telling, with further arguments of the story's."""

    days_ago: int
    do: Callable[..., None]
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Plot:
    """A course of events that `times` people go through; `spared` ones owe no or half a fee.

    `same_person`: it is told of whoever the plot before it was told of.
    """

    name: str
    times: int
    steps: tuple[Step, ...]
    spared: int = 0
    same_person: bool = False


def at(days_ago: int, do: Callable[..., None], *arguments: Any) -> Step:
    return Step(days_ago, do, arguments)


GROUNDS = "Trotz Aufforderung wurde nicht nachgewiesen, dass die Ausreise weiterhin unmöglich ist."


def filed(days_ago: int, *left_out: str, title_ends_in: int) -> tuple[Step, ...]:
    """Begun as a draft the day before, then submitted."""
    return (
        at(days_ago + 1, Story.draft, title_ends_in),
        at(days_ago, Story.file, *left_out),
    )


def reviewed(days_ago: int, *, title_ends_in: int) -> tuple[Step, ...]:
    """Filed a few days before, then taken, every document accepted, every check answered."""
    return (
        *filed(days_ago + 5, title_ends_in=title_ends_in),
        at(days_ago + 2, Story.begin_review),
        at(days_ago + 1, Story.accept_documents),
        at(days_ago, Story.answer_checks),
    )


def approved(days_ago: int, *, title_ends_in: int) -> tuple[Step, ...]:
    return (*reviewed(days_ago, title_ends_in=title_ends_in), at(days_ago, Story.approve))


def attended(days_ago: int, *, title_ends_in: int) -> tuple[Step, ...]:
    """Checked, paid, and everything taken at the counter."""
    return (
        *approved(days_ago + 16, title_ends_in=title_ends_in),
        at(days_ago + 13, Story.pay),
        at(days_ago + 12, Story.book, days_ago),
        at(days_ago, Story.attend),
    )


def ordered(days_ago: int, *, title_ends_in: int) -> tuple[Step, ...]:
    return (*attended(days_ago, title_ends_in=title_ends_in), at(days_ago, Story.grant))


def ready(days_ago: int, *, title_ends_in: int) -> tuple[Step, ...]:
    return (
        *ordered(days_ago + 24, title_ends_in=title_ends_in),
        at(days_ago + 2, Story.ship),
        at(days_ago, Story.receive),
        at(days_ago, Story.check),
    )


PLOTS = (
    Plot("draft", 3, (at(4, Story.draft, 40),)),
    Plot("draft whose title ends soon", 1, (at(20, Story.draft, 2),)),
    Plot("just filed", 4, filed(1, title_ends_in=38), spared=2),
    Plot("filed, overdue on the desk", 2, filed(16, title_ends_in=9)),
    Plot("filed too late", 1, filed(3, title_ends_in=-9)),
    Plot(
        "in review",
        3,
        (*filed(9, title_ends_in=25), at(5, Story.begin_review), at(2, Story.ask_checks)),
        spared=1,
    ),
    Plot("reviewed, to be decided", 2, reviewed(1, title_ends_in=30), spared=1),
    Plot(
        "on hold",
        1,
        (
            *filed(30, title_ends_in=5),
            at(25, Story.begin_review),
            at(20, Story.hold, "Urkundenprüfung im Ausland", 12),
        ),
    ),
    Plot(
        "documents requested",
        2,
        (
            *filed(12, "payslips", "employer_certificate", title_ends_in=20),
            at(9, Story.begin_review),
            at(8, Story.request, "current_title_copy", "Bitte auch die Rückseite der Karte."),
        ),
        spared=1,
    ),
    Plot(
        "documents requested, overdue",
        2,
        (
            *filed(50, "payslips", title_ends_in=-4),
            at(46, Story.begin_review),
            at(44, Story.request, "current_title_copy", "Bitte beide Seiten in Farbe."),
        ),
    ),
    Plot(
        "documents handed in later",
        1,
        (
            *filed(25, title_ends_in=10),
            at(22, Story.begin_review),
            at(21, Story.request, "current_title_copy", "Die Kopie ist nicht lesbar."),
            at(6, Story.hand_in, "current_title_copy"),
        ),
    ),
    Plot(
        "hearing",
        2,
        (
            *filed(28, title_ends_in=15),
            at(24, Story.begin_review),
            at(7, Story.announce_refusal, GROUNDS),
        ),
    ),
    Plot(
        "hearing over",
        1,
        (
            *filed(48, title_ends_in=-2),
            at(43, Story.begin_review),
            at(33, Story.announce_refusal, GROUNDS),
        ),
    ),
    Plot("payment awaited", 3, approved(3, title_ends_in=21)),
    Plot("payment overdue", 2, approved(26, title_ends_in=2)),
    Plot(
        "invited, nothing booked",
        3,
        (*approved(6, title_ends_in=18), at(3, Story.pay)),
        spared=1,
    ),
    Plot(
        "appointment ahead",
        3,
        (*approved(12, title_ends_in=14), at(9, Story.pay), at(8, Story.book, -6)),
        spared=1,
    ),
    Plot(
        "did not appear",
        1,
        (*approved(20, title_ends_in=6), at(17, Story.pay), at(16, Story.book, 5)),
    ),
    Plot("attended, to be granted", 2, attended(1, title_ends_in=8)),
    Plot(
        "taken back after the appointment",
        2,
        (
            *attended(9, title_ends_in=1),
            at(6, Story.return_to_review, "Die Arbeitsstelle wurde gewechselt."),
            at(4, Story.approve),
        ),
    ),
    Plot("ordered", 2, ordered(1, title_ends_in=4), spared=1),
    Plot("on its way here", 2, (*ordered(20, title_ends_in=-3), at(2, Story.ship))),
    Plot(
        "arrived, to be checked",
        1,
        (*ordered(24, title_ends_in=-6), at(3, Story.ship), at(1, Story.receive)),
    ),
    Plot("rejected by the producer", 1, (*ordered(8, title_ends_in=2), at(3, Story.reject_photo))),
    Plot("ready for pickup", 3, ready(3, title_ends_in=-8), spared=1),
    Plot(
        "pickup booked",
        1,
        (*ready(6, title_ends_in=-8), at(4, Story.book, -3, "pickup")),
    ),
    Plot("collected", 3, (*ready(14, title_ends_in=-20), at(7, Story.hand_over)), spared=1),
    Plot(
        "refused",
        2,
        (
            *filed(60, title_ends_in=-12),
            at(55, Story.begin_review),
            at(50, Story.announce_refusal, GROUNDS),
            at(
                12,
                Story.refuse,
                "Es ist keine Stellungnahme eingegangen.",
                GROUNDS,
                "§ 25 Abs. 5 AufenthG",
            ),
        ),
    ),
    Plot(
        "withdrawal announced",
        1,
        (*filed(11, title_ends_in=24), at(2, Story.announce_withdrawal)),
    ),
    Plot(
        "withdrawn",
        1,
        (
            *filed(19, title_ends_in=24),
            at(8, Story.announce_withdrawal),
            at(7, Story.confirm_withdrawal),
        ),
    ),
    Plot(
        "discontinued",
        2,
        (
            *filed(35, title_ends_in=10),
            at(30, Story.begin_review),
            at(15, Story.close, "naturalisation", "Einbürgerungsurkunde vom Standesamt vorgelegt."),
        ),
    ),
    Plot(
        "transferred",
        1,
        (
            *filed(33, title_ends_in=11),
            at(29, Story.begin_review),
            at(13, Story.transfer, "Stadt Halle (Saale)", "Umzug, die Zustimmung liegt vor."),
        ),
    ),
)
