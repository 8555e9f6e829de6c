"""Forms of appointments and of what is taken at them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.models import Attendance, Purpose
from appointments.queries import Slot, free_slots
from cases.capture import reusable
from cases.rules import profile_of
from cases.services import Taken
from cases.states import State
from common.calendar import is_working_day, local_day
from common.text import german_day, german_moment

from . import widgets
from .base import StepForm

PURPOSES = {
    State.AWAITING_BIOMETRICS: Purpose.BIOMETRICS,
    State.READY_FOR_PICKUP: Purpose.PICKUP,
}
SHOWN = 200  # times in one list; later ones appear as the earlier ones are taken


class SlotForm(StepForm):
    """One of the next free times for what the case waits for."""

    slot = forms.ChoiceField(
        label=_("Free times"),
        widget=widgets.select(),
        help_text=_("All times are local times."),
    )

    def prepare(self) -> None:
        purpose = PURPOSES.get(State(self.case.state))
        slots = self._free(purpose) if purpose else []
        self.offer("slot", [(slot.id, _named(slot)) for slot in slots[:SHOWN]])

    def _free(self, purpose: str) -> list[Slot]:
        today = local_day(self.at)
        profile = profile_of(self.case)
        rule = profile.on(today).appointments[purpose]
        return free_slots(
            authority=self.case.authority,
            sandbox=self.case.sandbox,
            purpose=purpose,
            first_day=today,
            last_day=today + timedelta(days=rule.opens_days_ahead),
            is_working_day=lambda day: is_working_day(day, land=profile.land),
            at=self.at,
        )


def _named(slot: Slot) -> str:
    return f"{german_moment(slot.starts_at)} · {slot.location}, {slot.counter}"


class BookForm(SlotForm):
    def values(self) -> Mapping[str, Any]:
        purpose = PURPOSES[State(self.case.state)]
        return {"slot": self.cleaned_data["slot"], "purpose": purpose.value}


class WhichAppointmentForm(StepForm):
    appointment = forms.ChoiceField(label=_("Appointment"), widget=widgets.select())

    def prepare(self) -> None:
        super().prepare()
        rows = self.case.appointments.active().order_by("starts_at")
        self.offer(
            "appointment",
            [
                (row.public_id, f"{row.get_purpose_display()}, {german_moment(row.starts_at)}")
                for row in rows
            ],
        )


class MoveForm(WhichAppointmentForm, SlotForm):
    field_order = ["appointment", "slot"]


class AttendanceForm(StepForm):
    originals_seen = forms.BooleanField(
        label=_("Originals seen"), required=False, widget=widgets.tick()
    )
    photo_taken = forms.BooleanField(
        label=_("Photo taken over"), required=False, widget=widgets.tick()
    )
    photo_on_site = forms.BooleanField(
        label=_("Photo taken on site (a fee of its own)"), required=False, widget=widgets.tick()
    )
    signature_taken = forms.BooleanField(
        label=_("Signature taken (from the age of 10)"), required=False, widget=widgets.tick()
    )
    fingerprints_taken = forms.BooleanField(
        label=_("Fingerprints taken (from the age of 6)"), required=False, widget=widgets.tick()
    )
    prints_impossible = forms.CharField(
        label=_("Why fingerprints are permanently impossible"),
        required=False,
        max_length=200,
        widget=widgets.line(),
        help_text=_("A temporary injury needs a new appointment."),
    )

    def values(self) -> Mapping[str, Any]:
        return {"taken": Taken(**self.cleaned_data)}


class ReuseForm(StepForm):
    """From which earlier case of the same person."""

    from_case = forms.ChoiceField(label=_("Taken for the case"), widget=widgets.radio())
    originals_seen = forms.BooleanField(
        label=_("The originals have been seen"),
        required=False,
        widget=widgets.tick(),
        help_text=_("Otherwise the appointment stays needed, for the originals."),
    )

    def prepare(self) -> None:
        visits = reusable(self.case).select_related("case").order_by("-at")
        self.offer("from_case", [(row.case.reference, _taken_for(row)) for row in visits])


def _taken_for(visit: Attendance) -> str:
    return f"{visit.case.reference}, {german_day(local_day(visit.at))}"


class ReturnForm(StepForm):
    reason = forms.CharField(label=_("Reason"), widget=widgets.area(rows=3))
