"""When and where: counters with opening hours, and bookings that cannot overlap."""

from __future__ import annotations

import uuid
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.rows import CaseRow, case_key


class Purpose(models.TextChoices):
    BIOMETRICS = "biometrics", _("biometrics and originals")
    PICKUP = "pickup", _("pickup")


class Counter(models.Model):
    """A place with one person at it. Configuration, so not under row-level security."""

    authority = models.CharField(_("authority"), max_length=32)
    sandbox = models.BooleanField(_("sandbox"), default=False)
    name = models.CharField(_("name"), max_length=80)
    location = models.CharField(_("location"), max_length=200)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "sandbox", "name"], name="appointments_counter_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.authority})"


class OpeningHours(models.Model):
    """From when to when a counter serves which purposes on a weekday (0 is Monday), local time."""

    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(
        _("weekday"),
        choices=[
            (0, _("Monday")),
            (1, _("Tuesday")),
            (2, _("Wednesday")),
            (3, _("Thursday")),
            (4, _("Friday")),
        ],
    )
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))
    slot_minutes = models.PositiveSmallIntegerField(_("minutes per appointment"), default=20)
    purposes = ArrayField(
        models.CharField(max_length=12, choices=Purpose.choices),
        verbose_name=_("purposes"),
        default=list,
    )

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=models.F("opens")), name="appointments_closes_later"
            ),
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=5), name="appointments_slot_long_enough"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"


class Closure(models.Model):
    """A day on which a counter is closed beside the Land's holidays."""

    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, related_name="closures")
    day = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        constraints = [
            models.UniqueConstraint(fields=["counter", "day"], name="appointments_closed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class CounterDay(models.Model):
    """The row one locks to book on a counter's day; locked sorted by counter and day."""

    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["counter", "day"], name="appointments_counter_day"),
        ]

    def __str__(self) -> str:
        return f"{self.counter_id} {self.day}"


class BookingQuerySet(models.QuerySet["Booking"]):
    def active(self) -> Self:
        return self.filter(status=Booking.Status.BOOKED)

    def for_purpose(self, purpose: str) -> Self:
        return self.filter(purpose=purpose)


class Booking(CaseRow):
    """An appointment of one case. Bound to case and person: it cannot be handed on or sold."""

    class Status(models.TextChoices):
        BOOKED = "booked", _("booked")
        ATTENDED = "attended", _("attended")
        NO_SHOW = "no_show", _("did not appear")
        CANCELLED = "cancelled", _("cancelled")

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="appointments", db_constraint=False
    )
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="bookings")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    day = models.DateField(_("day"))
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    span = DateTimeRangeField(editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.BOOKED
    )
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    booked_at = models.DateTimeField(_("booked at"))
    changed_at = models.DateTimeField(_("changed at"), null=True, editable=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            case_key("appointments_booking"),
            ExclusionConstraint(
                name="appointments_no_overlap",
                expressions=[
                    ("counter", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
                condition=Q(status="booked"),
            ),
            models.UniqueConstraint(
                fields=["case", "purpose"],
                condition=Q(status="booked"),
                name="appointments_one_active",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="appointments_ends_later"
            ),
        ]
        indexes = [
            models.Index(
                fields=["authority", "sandbox", "counter", "day"], name="appointments_on_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.starts_at:%Y-%m-%d %H:%M}"


class Attendance(CaseRow):
    """What was seen and taken at a biometrics appointment (§ 61a AufenthV, § 78 AufenthG).

    Stored biometrics that are used again (§ 61a(3) AufenthV) are one, too: `reused_from` names the
    case they were taken for, `captured_on` the day.
    """

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="attendances", db_constraint=False
    )
    booking = models.OneToOneField(
        Booking, on_delete=models.PROTECT, related_name="attendance", null=True
    )
    at = models.DateTimeField(_("at"))
    originals_seen = models.BooleanField(_("originals seen"))
    photo_taken = models.BooleanField(_("photo taken"))
    photo_on_site = models.BooleanField(_("photo taken on site"), default=False)
    signature_taken = models.BooleanField(_("signature taken"))
    fingerprints_taken = models.BooleanField(_("fingerprints taken"))
    prints_impossible = models.CharField(
        _("why prints are permanently impossible"), max_length=200, blank=True
    )
    reused_from = models.CharField(_("taken for the case"), max_length=32, blank=True)
    captured_on = models.DateField(_("taken on"), null=True)
    recorded_by = models.CharField(_("recorded by"), max_length=64)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            case_key("appointments_attendance"),
            models.CheckConstraint(
                condition=Q(reused_from="") | Q(captured_on__isnull=False),
                name="appointments_reused_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
