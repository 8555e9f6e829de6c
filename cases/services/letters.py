"""Letters on their way, and the days from which their Fristen count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from cases import deadlines
from cases.deadlines import Term
from cases.models import Case
from cases.rules import profile_of, rules_of
from cases.states import CLOSED, State
from common.actor import Actor
from common.calendar import Announcement, Way, days_after, deemed_announced, local_day
from common.errors import DomainError
from correspondence import post
from correspondence.models import Letter
from documents import services as documents
from fees import services as fees

from .core import (
    call_to_desk,
    disarm,
    enter,
    give_turn_back,
    record,
    tidy_desk,
    use_case,
)
from .staying import await_announcement, needs_record, undo_effect
from .terms import arm_end_of_hearing, arm_reminders, wait_until

UUID_LENGTH = 36
WAYS = {
    Letter.Way.POST: Way.POST,
    Letter.Way.FORMAL: Way.FORMAL_SERVICE,
    Letter.Way.HANDED_OVER: Way.HANDED_OVER,
    Letter.Way.PORTAL: Way.ELECTRONIC,
}
COMES_BACK = (Letter.Way.POST, Letter.Way.FORMAL)


class LetterUnknown(DomainError):
    code = "letter_unknown"
    sentence = _("This case has no such letter, or it has been dispatched.")


class LetterNotUnderWay(DomainError):
    code = "letter_not_under_way"
    sentence = _("No such letter of this case has left the house in a way that fits.")


class ArrivalNotLater(DomainError):
    """An earlier arrival shortens no Frist (§ 41(2) S. 3 VwVfG), and none is in the future."""

    code = "arrival_not_later"
    sentence = _(
        "Only an arrival after the day on which the letter counts as announced changes anything,"
        " and it cannot lie in the future."
    )


@use_case
def dispatch_letter(*, reference: str, letter: str, way: str, actor: Actor, at: datetime) -> Case:
    """Record that a letter left the house, and from which day it counts as announced.

    The Frist that it sets begins with that: it ends on the day the letter names, or later where
    the letter left later than was thought. What ends a stay by formal service ends nothing before
    the record of that has come (`record_arrival`). Raises `LetterUnknown`.
    """
    case = enter(reference, actor=actor, action="dispatch_letter")
    row = case.letters.to_send().filter(public_id=letter).first()
    if row is None:
        raise LetterUnknown
    posted = local_day(at)
    announced = _announced(case, way, posted=posted, reached=posted)
    known = not needs_record(row, way)
    post.mark_dispatched(letter=row, way=way, at=at, announced_on=announced.used if known else None)
    await_announcement(case, row, at=at)
    data = {**_facts(row), "way": way, **_set_going(case, row, at=at)}
    record(case, "letter_dispatched", actor=actor, at=at, data=data)
    tidy_desk(case, at=at)
    if not case.letters.to_send().exists():
        give_turn_back(case, called_at=row.created_at, at=at)
    return case


@use_case
def record_arrival(
    *, reference: str, letter: str, arrived_on: date, actor: Actor, at: datetime
) -> Case:
    """Record the day on which a letter was served, or that it is proven to have come later.

    Its Frist moves with it, never to an earlier day (§ 41(2) S. 3 VwVfG, §§ 3 to 5 VwZG).
    Raises `LetterNotUnderWay`, `ArrivalNotLater`.
    """
    case = enter(reference, actor=actor, action="record_arrival")
    row = case.letters.filter(public_id=letter, dispatched_at__isnull=False).first()
    if row is None or (row.announced_on is None and not needs_record(row, row.way)):
        raise LetterNotUnderWay
    announced = _announced(case, row.way, posted=_posted(row), reached=arrived_on)
    before = row.announced_on or days_after(_posted(row), -1)
    if arrived_on > local_day(at) or announced.used <= before:
        raise ArrivalNotLater
    post.mark_arrived(letter=row, announced_on=announced.used)
    disarm(case, at=at, occasion=letter)
    await_announcement(case, row, at=at)
    data = {**_facts(row), **_set_going(case, row, at=at, reached=arrived_on)}
    record(case, "letter_arrived_later", actor=actor, at=at, data=data)
    return case


@use_case
def record_return(*, reference: str, letter: str, actor: Actor, at: datetime) -> Case:
    """Record that a letter came back: nothing has been announced, and no Frist runs from it.

    What it ended goes on, and it waits to be sent once more. Raises `LetterNotUnderWay`.
    """
    case = enter(reference, actor=actor, action="record_return")
    row = case.letters.filter(public_id=letter, way__in=COMES_BACK).first()
    if row is None:
        raise LetterNotUnderWay
    post.mark_returned(letter=row, at=at)
    for occasion in (_act(row), letter):  # the Frist it set, and what it was to end
        disarm(case, at=at, occasion=occasion)
    data = {"letter": letter, "kind": row.kind}
    record(case, "letter_returned", actor=actor, at=at, data=data)
    undo_effect(case, row, actor=actor, at=at)
    if case.state in CLOSED:
        tidy_desk(case, at=at)
    else:
        call_to_desk(case, at=at)
    return case


def _facts(letter: Letter) -> dict[str, str]:
    return {
        "letter": str(letter.public_id),
        "kind": letter.kind,
        "announced_on": f"{letter.announced_on or ''}",
    }


def _announced(case: Case, way: str, *, posted: date, reached: date) -> Announcement:
    """Formal service counts from its own record; a Frist begins on the day of posting until then,

    and never ends before the day that its letter names.
    """
    profile = profile_of(case)
    return deemed_announced(
        WAYS[Letter.Way(way)],
        posted=posted,
        reached=reached,
        land=profile.land,
        free_day=profile.on(posted).announcement.free_day,
    )


def _posted(letter: Letter) -> date:
    if letter.dispatched_at is None:
        raise ValueError("only what was dispatched was posted")
    return local_day(letter.dispatched_at)


# The Frist that a letter sets.


def _set_going(
    case: Case, letter: Letter, *, at: datetime, reached: date | None = None
) -> dict[str, str]:
    """Let the Frist begin that the letter sets, if it sets one; what the event says about it."""
    begin = BEGIN.get(letter.kind)
    due_on = begin(case, letter, reached or _posted(letter), at) if begin else None
    return {} if due_on is None else {"act": _act(letter), "due_on": f"{due_on}"}


def _act(letter: Letter) -> str:
    """The public id of what the letter is about; an extension adds the number of its event."""
    return letter.occasion[:UUID_LENGTH]


def _term(case: Case, letter: Letter, *, days: int, reached: date) -> Term:
    profile, posted = profile_of(case), _posted(letter)
    return deadlines.by_way(
        WAYS[Letter.Way(letter.way)],
        posted=posted,
        reached=reached,
        days=days,
        land=profile.land,
        free_day=profile.on(posted).announcement.free_day,
    )


def _nachforderung(case: Case, letter: Letter, reached: date, at: datetime) -> date | None:
    asked = case.nachforderungen.pending().filter(public_id=_act(letter)).first()
    if asked is None:
        return None
    days = rules_of(case, on=local_day(asked.requested_at)).desk.nachforderung_days
    term = _term(case, letter, days=days, reached=reached)
    if not _follows_another(case, letter):
        documents.announce(
            nachforderung=asked,
            announced_on=term.announced_on,
            due_on=max(asked.due_on, term.until),
        )
    occasion = str(asked.public_id)
    arm_reminders(case, "nachforderung_due", on=asked.due_on, occasion=occasion, at=at)
    wait_until(case, asked.due_on, at=at)
    return asked.due_on


def _follows_another(case: Case, letter: Letter) -> bool:
    """An extension names its day; it begins nothing anew where the first letter has left."""
    sent = case.letters.filter(kind=letter.kind, dispatched_at__isnull=False)
    return sent.filter(occasion__startswith=_act(letter), pk__lt=letter.pk).exists()


def _hearing(case: Case, letter: Letter, reached: date, at: datetime) -> date | None:
    hearing = case.hearings.pending().filter(public_id=_act(letter)).first()
    if hearing is None or hearing.due_on is None or hearing.announced_at is None:
        return None
    days = rules_of(case, on=local_day(hearing.announced_at)).desk.hearing_days
    hearing.due_on = max(hearing.due_on, _term(case, letter, days=days, reached=reached).until)
    hearing.save(update_fields=["due_on"])
    arm_end_of_hearing(case, hearing)
    wait_until(case, hearing.due_on, at=at)
    return hearing.due_on


def _fee_notice(case: Case, letter: Letter, reached: date, at: datetime) -> date | None:
    notice = case.fee_notices.filter(public_id=_act(letter), replaced_at=None).first()
    if notice is None or not notice.positions.outstanding().exists():
        return None
    days = rules_of(case, on=notice.tariff_on).terms.term_days or fees.USUAL_TERM_DAYS
    term = _term(case, letter, days=days, reached=reached)
    due_on = max(notice.due_on, term.until)
    fees.announce(notice=notice, announced_on=term.announced_on, due_on=due_on)
    arm_reminders(case, "payment_due", on=due_on, occasion=str(notice.public_id), at=at)
    if case.state == State.AWAITING_PAYMENT:
        wait_until(case, due_on, at=at)
    return due_on


Begin = Callable[[Case, Letter, date, datetime], date | None]
BEGIN: Mapping[str, Begin] = {
    "nachforderung": _nachforderung,
    "hearing": _hearing,
    "fee_notice": _fee_notice,
}
