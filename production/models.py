"""What is made: orders to the producer, what it told us, and the handover of each product."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.rows import CaseRow, CompositeForeignKey, case_key


class Product(models.TextChoices):
    EAT = "eat", _("electronic residence permit (eAT)")
    FOREIGNER_PASSPORT = "foreigner_passport", _("travel document for foreigners")
    REFUGEE_PASSPORT = "refugee_passport", _("travel document for refugees")
    STATELESS_PASSPORT = "stateless_passport", _("travel document for stateless persons")


class OrderQuerySet(models.QuerySet["Order"]):
    def active(self) -> Self:
        """Orders that still stand: neither rejected nor replaced nor destroyed."""
        return self.filter(active=True)

    def unsent(self) -> Self:
        return self.active().filter(status=Order.Status.PLACED)


class Order(CaseRow):
    """One product, ordered once: `request_id` is what makes repeating the call harmless."""

    class Status(models.TextChoices):
        PLACED = "placed", _("placed")
        SENT = "sent", _("sent")
        ACCEPTED = "order_accepted", _("accepted by the producer")
        REJECTED = "order_rejected", _("rejected by the producer")
        IN_PRODUCTION = "in_production", _("in production")
        SHIPPED = "shipped", _("shipped")
        RECEIVED = "received", _("received, to be checked")
        READY = "ready", _("checked, ready")
        DEFECTIVE = "defective", _("defective")
        HANDED_OVER = "handed_over", _("handed over")
        IN_BOX = "in_box", _("in the pickup box")
        RETURNED = "returned", _("came back undelivered")

    class Delivery(models.TextChoices):
        TO_AUTHORITY = "to_authority", _("to the authority")
        DIRECT = "direct", _("by post to the holder (Direktversand)")

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="orders", db_constraint=False
    )
    item = models.ForeignKey(
        "cases.Item", on_delete=models.PROTECT, related_name="orders", db_constraint=False
    )
    request_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    product = models.CharField(_("product"), max_length=20, choices=Product.choices)
    payload = models.JSONField(editable=False)
    status = models.CharField(
        _("status"), max_length=16, choices=Status.choices, default=Status.PLACED
    )
    delivery = models.CharField(
        _("delivered"), max_length=12, choices=Delivery.choices, default=Delivery.TO_AUTHORITY
    )
    active = models.BooleanField(default=True)
    placed_at = models.DateTimeField(_("placed at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    producer_reference = models.CharField(_("producer's reference"), max_length=64, blank=True)
    serial_number = models.CharField(_("serial number"), max_length=32, blank=True)
    rejection_code = models.CharField(_("rejection"), max_length=48, blank=True)
    rejection_text = models.CharField(_("what the producer said"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("received at"), null=True)
    checked_at = models.DateTimeField(_("checked at"), null=True)
    checked_by = models.CharField(_("checked by"), max_length=64, blank=True)
    check_remark = models.CharField(_("remark of the check"), max_length=300, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, db_index=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            case_key("production_order"),
            CompositeForeignKey(
                name="production_order_of_item", column="item_id", to_table="cases_item"
            ),
            models.UniqueConstraint(
                fields=["id", "authority", "sandbox"], name="production_order_key"
            ),
            models.UniqueConstraint(
                fields=["item"], condition=Q(active=True), name="production_one_active_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.request_id}"


class ProducerMessage(CaseRow):
    """A message from the producer, kept once by its id however often it is delivered.

    Ids are looked at within an order: a producer that numbers afresh repeats no message by that.
    """

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="messages", db_constraint=False
    )
    message_id = models.CharField(max_length=64)
    status = models.CharField(max_length=16)
    at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            case_key("production_producermessage"),
            models.UniqueConstraint(fields=["order", "message_id"], name="production_message_once"),
            CompositeForeignKey(
                name="production_message_of_order",
                column="order_id",
                to_table="production_order",
            ),
        ]

    def __str__(self) -> str:
        return self.message_id


class Handover(CaseRow):
    """A product in somebody's hand (§ 60a(1) AufenthV): whose, by whom, the old card withdrawn."""

    class Recipient(models.TextChoices):
        HOLDER = "holder", _("the holder")
        GUARDIAN = "guardian", _("guardian")
        AUTHORISED = "authorised", _("authorised person")
        BOX = "box", _("fetched from the pickup box")
        DELIVERY = "delivery", _("delivered by post to the holder")

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="handovers", db_constraint=False
    )
    order = models.OneToOneField(
        Order, on_delete=models.PROTECT, related_name="handover", db_constraint=False
    )
    recipient = models.CharField(_("handed to"), max_length=12, choices=Recipient.choices)
    recipient_name = models.CharField(_("name"), max_length=200)
    old_document = models.CharField(
        _("old document"),
        max_length=16,
        choices=[
            ("withdrawn", _("withdrawn")),
            ("invalidated", _("made invalid and returned")),
            ("none", _("there was none")),
            ("lost", _("declared lost")),
            ("to_be_returned", _("to be sent back by the holder")),
        ],
    )
    at = models.DateTimeField(_("at"))
    by = models.CharField(_("by"), max_length=64)

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        constraints = [
            case_key("production_handover"),
            CompositeForeignKey(
                name="production_handover_of_order",
                column="order_id",
                to_table="production_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_name} {self.at:%Y-%m-%d}"
