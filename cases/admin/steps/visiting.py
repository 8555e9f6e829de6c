"""Visits: appointments, what is taken at them, and what is used again."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cases import services
from cases.admin.forms.visits import (
    AttendanceForm,
    BookForm,
    MoveForm,
    ReuseForm,
    WhichAppointmentForm,
)

from .base import Group, Step

STEPS: Mapping[str, Step] = {
    "invite": Step(
        call=services.invite,
        leads_to=_(
            "The applicant is asked to book an appointment. The check goes on afterwards; nothing"
            " is promised by it."
        ),
    ),
    "reuse_biometrics": Step(
        call=services.reuse_biometrics,
        form=ReuseForm,
        leads_to=_(
            "What was taken then counts here (§ 61a(3) AufenthV), and the new card's validity is"
            " limited accordingly. Whatever is lacking is still taken at an appointment."
        ),
    ),
    "book_appointment": Step(
        call=services.book_appointment,
        form=BookForm,
        leads_to=_("The applicant gets an e-mail with the time, the place and what to bring."),
    ),
    "move_appointment": Step(
        call=services.move_appointment,
        form=MoveForm,
        leads_to=_("The applicant is told the new time."),
        group=Group.VISITS,
    ),
    "cancel_appointment": Step(
        call=services.cancel_appointment,
        form=WhichAppointmentForm,
        leads_to=_("The time is given back, and the applicant is told."),
        group=Group.VISITS,
    ),
    "record_no_show": Step(
        call=services.record_no_show,
        leads_to=_("The appointment counts as missed; a new one can be booked. Nothing is closed."),
        group=Group.VISITS,
    ),
    "record_attendance": Step(
        call=services.record_attendance,
        form=AttendanceForm,
        leads_to=_(
            "What was seen and taken at the counter; what the law asks for at this age must"
            " be there."
        ),
    ),
}
