"""The tables of filing and reading a case, with the product's columns."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.utils import timezone


class Portal(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.CharField(max_length=120, unique=True)
    authorities = ArrayField(models.CharField(max_length=32))
    sandbox = models.BooleanField(default=False)
    active = models.BooleanField(default=True)


class Token(models.Model):
    portal = models.ForeignKey(Portal, on_delete=models.CASCADE)
    token_checksum = models.CharField(max_length=64, unique=True)
    scope = models.TextField()
    expires = models.DateTimeField()


class Row(models.Model):
    """Every row says whose it is."""

    authority = models.CharField(max_length=32)
    sandbox = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Person(Row):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    family_name = models.CharField(max_length=120)
    given_names = models.CharField(max_length=120)
    name_key = models.CharField(max_length=250, blank=True)
    birth_name = models.CharField(max_length=120, blank=True)
    birth_date = models.DateField(null=True)
    birth_place = models.CharField(max_length=120, blank=True)
    gender = models.CharField(max_length=1, blank=True)
    nationalities = ArrayField(models.CharField(max_length=9))
    language = models.CharField(max_length=12)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=32, blank=True)
    street = models.CharField(max_length=160)
    postal_code = models.CharField(max_length=5, blank=True)
    municipality = models.CharField(max_length=120)
    main_residence = models.BooleanField(default=True)
    address_restricted = models.BooleanField(default=False)


class TitleHeld(Row):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="titles")
    type = models.CharField(max_length=24)
    legal_basis = models.CharField(max_length=24, blank=True)
    valid_until = models.DateField(null=True)
    residence_obligation = models.CharField(max_length=120, blank=True)
    lawful_stay_since = models.DateField(null=True)


class Case(Row):
    reference = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    channel = models.CharField(max_length=16)
    legal_basis = models.CharField(max_length=24)
    profile_version = models.CharField(max_length=64)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    title = models.ForeignKey(TitleHeld, on_delete=models.PROTECT, null=True)
    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, null=True)
    situation = models.JSONField(default=dict)
    requests = models.JSONField(default=dict)
    family = models.JSONField(null=True)
    family_filing_id = models.BigIntegerField(null=True)
    relation = models.CharField(max_length=8, blank=True)
    taken_over_from = models.CharField(max_length=200, blank=True)
    fee_taken_elsewhere = models.BooleanField(default=False)
    delivery = models.CharField(max_length=16, blank=True)
    declarations = models.JSONField(default=dict)
    legal_effect = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    opened_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    draft_expires_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    substantive_at = models.DateTimeField(null=True)
    favourable_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    responsible_id = models.BigIntegerField(null=True)
    team = models.CharField(max_length=64, blank=True)
    waiting_for = models.CharField(max_length=12, blank=True)
    next_due_at = models.DateTimeField(null=True)
    on_hold_reason = models.CharField(max_length=200, blank=True)
    on_hold_review_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["authority", "state", "next_due_at", "id"], name="baseline_queue"),
            models.Index(fields=["portal", "updated_at", "id"], name="baseline_of_portal"),
        ]


class Requirement(Row):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="requirements")
    code = models.CharField(max_length=48)
    label = models.CharField(max_length=300)
    required = models.BooleanField()
    original_needed = models.BooleanField()
    alternatives = ArrayField(models.CharField(max_length=48), default=list)
    status = models.CharField(max_length=12, default="open")
    reason = models.TextField(blank=True)
    proof_from = models.DateField(null=True)
    proof_until = models.DateField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="baseline_requirement_once")
        ]


class Document(Row):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    blob_id = models.CharField(max_length=64)
    filename = models.CharField(max_length=255)
    media_type = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField(null=True)
    handed_in_at = models.DateTimeField()
    source = models.CharField(max_length=8)


class Item(Row):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="items")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=16)
    subtype = models.CharField(max_length=16, blank=True)
    decision = models.CharField(max_length=10, default="pending")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    validity_reason = models.TextField(blank=True)
    validity_limits = models.JSONField(default=list)


class Check(Row):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="checks")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    code = models.CharField(max_length=32)
    label = models.CharField(max_length=160)
    legal_basis = models.CharField(max_length=120)
    status = models.CharField(max_length=10, default="open")
    finding = models.CharField(max_length=12, blank=True)
    reason = models.TextField(blank=True)
    asked_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="baseline_check_once")]


class Deadline(Row):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deadlines")
    kind = models.CharField(max_length=48)
    occasion = models.CharField(max_length=80)
    due_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "occasion"], name="baseline_deadline_once"
            )
        ]


class Confirmation(Row):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="confirmations")
    code = models.CharField(max_length=32, unique=True)
    issued_at = models.DateTimeField(default=timezone.now)


class Event(Row):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    seq = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=48)
    state = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="baseline_event_once")]


class Message(Row):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=48)
    occasion = models.CharField(max_length=80)
    recipient = models.EmailField()
    language = models.CharField(max_length=12)
    data = models.JSONField(default=dict)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    status = models.CharField(max_length=10, default="pending")
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Letter(Row):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="letters")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=48)
    occasion = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    blob_id = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    dispatched_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=12, blank=True)
    announced_on = models.DateField(null=True)
    void_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)


class FeeNotice(Row):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notices")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    number = models.CharField(max_length=40, unique=True)
    issued_at = models.DateTimeField()
    due_on = models.DateField()
    total = models.DecimalField(max_digits=8, decimal_places=2)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    replaced_at = models.DateTimeField(null=True)


class FeePosition(Row):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="fees")
    notice = models.ForeignKey(FeeNotice, on_delete=models.CASCADE)
    code = models.CharField(max_length=32)
    label = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    status = models.CharField(max_length=12)
    legal_basis = models.CharField(max_length=120)
    reason = models.TextField(blank=True)
    due_on = models.DateField()


class Payment(Row):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="payments")
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    paid_at = models.DateTimeField()


class Refund(Row):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="refunds")
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    ordered_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)


class Counter(Row):
    name = models.CharField(max_length=80)
    location = models.CharField(max_length=200)


class Booking(Row):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="appointments")
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    purpose = models.CharField(max_length=12)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    span = DateTimeRangeField()
    status = models.CharField(max_length=10)
    sequence = models.PositiveSmallIntegerField(default=0)
