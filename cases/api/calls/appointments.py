"""Free times of a case, and its appointments."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from appointments.calendar_file import ics
from appointments.models import Booking
from authorities import service as authorities
from cases import queries, services
from cases.api.auth import READ, WRITE
from cases.api.calls.base import CalendarRenderer, CaseView
from cases.api.once import Answer, once
from cases.api.parameters import ParametersWrong, read
from cases.api.preconditions import etag, version_read
from cases.api.schema import CALENDAR, described
from cases.api.shapes.appointment import Appointment, FreeTimes, appointment_of, free_time_of
from cases.api.shapes.base import body_of
from cases.api.shapes.told import NewAppointment, OtherTime
from cases.services.visits import AppointmentUnknown
from common.calendar import local_day
from common.inputs import Day, Input, InputProblem, parse

TAG = "Appointments"
USUAL_PERIOD = timedelta(days=28)
LONGEST_PERIOD = timedelta(days=62)


class SlotParameters(Input):
    """For what, and in which days (both included)."""

    purpose: str = Field(description="As in the authority's `appointments`.", max_length=48)
    first: Day | None = Field(default=None, alias="from", description="Default: today.")
    last: Day | None = Field(default=None, alias="to", description="Default: 28 days later.")


class Slots(CaseView):
    scopes = {"GET": READ}
    parameters = SlotParameters

    @described("listSlots", tag=TAG, summary="Free times", answer=FreeTimes, refuses=(409,))
    def get(self, request: Request, reference: str) -> Response:
        """Free times that this case can book; they are held for nobody."""
        asked, today = read(SlotParameters, request.query_params), local_day(self.at)
        first, last = _period(asked, today=today)
        case = self.case(reference)
        _insist_on_purpose(case.authority, asked.purpose, today=today)
        services.insist_on_bookable(case, asked.purpose, at=self.at)
        free = queries.free_times(case, purpose=asked.purpose, first=first, last=last, at=self.at)
        return Response(body_of(FreeTimes(items=tuple(map(free_time_of, free)), next=None)))


def _period(asked: SlotParameters, *, today: date) -> tuple[date, date]:
    """First and last day. Raises `ParametersWrong`."""
    first = asked.first or today
    last = asked.last or min(first, date.max - USUAL_PERIOD) + USUAL_PERIOD
    if last < first:
        why = _("The last day lies before the first.")
        raise ParametersWrong(errors=(InputProblem("/to", "ends_before_it_begins", why),))
    if last - first > LONGEST_PERIOD:
        why = _("Ask for 62 days at most.")
        raise ParametersWrong(errors=(InputProblem("/to", "period_too_long", why),))
    return first, last


def _insist_on_purpose(authority: str, purpose: str, *, today: date) -> None:
    """Raise `ParametersWrong` for what the authority gives no appointments for."""
    offered = authorities.rules(authority, on=today).appointments
    if purpose not in offered:
        why = _("There are appointments for: %(purposes)s.") % {"purposes": ", ".join(offered)}
        raise ParametersWrong(errors=(InputProblem("/purpose", "not_a_choice", why),))


class AppointmentView(CaseView):
    renderer_classes = (JSONRenderer, CalendarRenderer)

    def booking(self, reference: str, appointment: UUID | str) -> Booking:
        """An appointment of the case, whatever became of it. Raises `AppointmentUnknown`."""
        rows = self.case(reference).appointments.select_related("counter", "case")
        found = rows.filter(public_id=appointment).first()
        if found is None:
            raise AppointmentUnknown
        return found

    def shown(self, booking: Booking) -> Response | HttpResponse:
        """As JSON, or as a file for calendars where that was asked for."""
        if isinstance(self.request.accepted_renderer, CalendarRenderer):
            return self._calendar_file(booking)
        return Response(body_of(appointment_of(booking)), headers=_version(booking))

    def _calendar_file(self, booking: Booking) -> HttpResponse:
        rule = authorities.rules(booking.authority, on=booking.day).appointments[booking.purpose]
        file = ics(
            booking,
            summary=str(_("Appointment at the authority")),
            description="\n".join(str(text) for text in rule.bring),
            uid_domain=settings.PUBLIC_URL.partition("://")[2].partition(":")[0],
        )
        return HttpResponse(file, content_type="text/calendar; charset=utf-8")


class Appointments(AppointmentView):
    scopes = {"POST": WRITE}

    @described(
        "bookAppointment",
        tag=TAG,
        summary="Book an appointment",
        answer=Appointment,
        status=201,
        takes=NewAppointment,
        keyed=True,
        gives_version=True,
        also=CALENDAR,
    )
    def post(self, request: Request, reference: str) -> Response | HttpResponse:
        """One active appointment per case and purpose."""
        told = parse(NewAppointment, self.sent)
        answer = once(
            request,
            services.book_appointment,
            answer=lambda booking: _booked(reference, booking),
            at=self.at,
            reference=reference,
            purpose=told.purpose,
            slot=told.slot,
            actor=self.actor,
        )
        if isinstance(request.accepted_renderer, CalendarRenderer):
            return self.shown(self.booking(reference, answer.body["id"]))
        return answer.response()


class OneAppointment(AppointmentView):
    scopes = {"GET": READ, "PUT": WRITE, "DELETE": WRITE}

    @described(
        "readAppointment", tag=TAG, summary="An appointment", answer=Appointment, also=CALENDAR,
        gives_version=True,
    )  # fmt: skip
    def get(self, request: Request, reference: str, appointment: UUID) -> Response | HttpResponse:
        """With `Accept: text/calendar` as a file for calendars."""
        return self.shown(self.booking(reference, appointment))

    @described(
        "moveAppointment",
        tag=TAG,
        summary="Move an appointment",
        answer=Appointment,
        takes=OtherTime,
        versioned=True,
        gives_version=True,
        also=CALENDAR,
    )
    def put(self, request: Request, reference: str, appointment: UUID) -> Response | HttpResponse:
        """It stays the same appointment; calendars replace their entry."""
        moved = services.move_appointment(
            reference=reference,
            appointment=appointment,
            slot=parse(OtherTime, self.sent).slot,
            version=version_read(request),
            actor=self.actor,
            at=self.at,
        )
        return self.shown(moved)

    @described(
        "cancelAppointment",
        tag=TAG,
        summary="Cancel an appointment",
        answer=Appointment,
        versioned=True,
        gives_version=True,
        also=CALENDAR,
    )
    def delete(
        self, request: Request, reference: str, appointment: UUID
    ) -> Response | HttpResponse:
        """The time is given back; the case waits for another one."""
        cancelled = services.cancel_appointment(
            reference=reference,
            appointment=appointment,
            version=version_read(request),
            actor=self.actor,
            at=self.at,
        )
        return self.shown(cancelled)


def _booked(reference: str, booking: Booking) -> Answer:
    address = f"/api/v1/cases/{reference}/appointments/{booking.public_id}"
    return Answer(
        body=body_of(appointment_of(booking)),
        status=201,
        headers={"Location": address, **_version(booking)},
    )


def _version(booking: Booking) -> dict[str, str]:
    return {"ETag": etag(booking.case.etag)}
