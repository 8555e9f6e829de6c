"""What goes in and out, as model serializers."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils.timezone import make_aware
from rest_framework import serializers

from .filing import file
from .given import given
from .models import (
    Booking,
    Case,
    Document,
    FeeNotice,
    FeePosition,
    Item,
    Person,
    Refund,
    Requirement,
    TitleHeld,
)


class ResidenceSerializer(serializers.ModelSerializer[Person]):
    main = serializers.BooleanField(source="main_residence", default=True)

    class Meta:
        model = Person
        fields = ["street", "postal_code", "municipality", "main"]


class PersonSerializer(serializers.ModelSerializer[Person]):
    residence = ResidenceSerializer()

    class Meta:
        model = Person
        fields = [
            "family_name", "given_names", "birth_name", "birth_date", "birth_place", "gender",
            "nationalities", "language", "email", "phone", "residence",
        ]  # fmt: skip


class TitleSerializer(serializers.ModelSerializer[TitleHeld]):
    class Meta:
        model = TitleHeld
        fields = ["type", "legal_basis", "valid_until", "residence_obligation", "lawful_stay_since"]


class SituationSerializer(serializers.Serializer[dict[str, Any]]):
    occupation = serializers.CharField(default=None)
    benefits = serializers.ListField(child=serializers.CharField(), default=list)
    protection = serializers.CharField(default=None)
    married = serializers.BooleanField(default=None, allow_null=True)
    partner_occupation = serializers.CharField(default=None)
    has_passport = serializers.BooleanField(default=None, allow_null=True)
    health_insurance = serializers.CharField(default=None)
    represented = serializers.BooleanField(default=None, allow_null=True)
    custody = serializers.CharField(default=None)


class RequestsSerializer(serializers.Serializer[dict[str, Any]]):
    travel_document = serializers.JSONField(default=None)
    photo_on_site = serializers.BooleanField(default=False)
    express = serializers.BooleanField(default=False)
    direct_delivery = serializers.BooleanField(default=False)
    duration_months = serializers.IntegerField(default=None)


class DeclarationsSerializer(serializers.Serializer[dict[str, Any]]):
    truth = serializers.BooleanField()
    privacy_notice = serializers.BooleanField()
    electronic_payment = serializers.BooleanField(default=False)


class NewCaseSerializer(serializers.ModelSerializer[Case]):
    """An application to be filed at once."""

    person = PersonSerializer()
    current_title = TitleSerializer()
    situation = SituationSerializer()
    requests = RequestsSerializer()
    declarations = DeclarationsSerializer()

    class Meta:
        model = Case
        fields = [
            "authority", "kind", "legal_basis", "person", "current_title", "situation", "requests",
            "declarations",
        ]  # fmt: skip

    def create(self, validated_data: dict[str, Any]) -> Case:
        return file(**validated_data)


class CaseLineSerializer(serializers.ModelSerializer[Case]):
    state_label = serializers.SerializerMethodField()
    waiting_for = serializers.SerializerMethodField()

    class Meta:
        model = Case
        fields = [
            "reference", "authority", "kind", "state", "state_label", "waiting_for", "received_at",
            "updated_at",
        ]  # fmt: skip

    def get_state_label(self, case: Case) -> str:
        label: str = given()["state_labels"][case.state]
        return label

    def get_waiting_for(self, case: Case) -> str:
        return case.waiting_for or "nobody"


class RequirementSerializer(serializers.ModelSerializer[Requirement]):
    reason = serializers.SerializerMethodField()
    asked = serializers.ReadOnlyField(default=None)
    documents: serializers.SlugRelatedField[Any] = serializers.SlugRelatedField(
        "public_id", many=True, read_only=True
    )
    forms = serializers.SerializerMethodField()

    class Meta:
        model = Requirement
        fields = [
            "code", "label", "required", "original_needed", "status", "reason", "asked",
            "documents", "forms",
        ]  # fmt: skip

    def get_reason(self, row: Requirement) -> str | None:
        return row.reason or None

    def get_forms(self, row: Requirement) -> list[dict[str, Any]]:
        forms: list[dict[str, Any]] = given()["forms"].get(row.code, [])
        return forms


class DocumentSerializer(serializers.ModelSerializer[Document]):
    id = serializers.UUIDField(source="public_id")
    requirement: serializers.SlugRelatedField[Any] = serializers.SlugRelatedField(
        "code", read_only=True
    )

    class Meta:
        model = Document
        fields = [
            "id", "requirement", "filename", "media_type", "size", "sha256", "pages",
            "handed_in_at",
        ]  # fmt: skip


class ItemSerializer(serializers.ModelSerializer[Item]):
    id = serializers.UUIDField(source="public_id")
    type = serializers.SerializerMethodField()
    conditions = serializers.ReadOnlyField(default=[])
    product = serializers.ReadOnlyField(default=None)
    product_status = serializers.ReadOnlyField(default=None)
    refusal = serializers.ReadOnlyField(default=None)

    class Meta:
        model = Item
        fields = [
            "id", "kind", "type", "decision", "valid_from", "valid_until", "conditions",
            "product", "product_status", "refusal",
        ]  # fmt: skip

    def get_type(self, row: Item) -> str | None:
        return row.subtype or None


class FeeLineSerializer(serializers.ModelSerializer[FeePosition]):
    notice: serializers.SlugRelatedField[Any] = serializers.SlugRelatedField(
        "number", read_only=True
    )

    class Meta:
        model = FeePosition
        fields = ["notice", "code", "label", "amount", "status", "legal_basis", "reason", "due_on"]


class FeeNoticeSerializer(serializers.ModelSerializer[FeeNotice]):
    replaces: serializers.SlugRelatedField[Any] = serializers.SlugRelatedField(
        "number", read_only=True
    )
    difference = serializers.ReadOnlyField(default=None)

    class Meta:
        model = FeeNotice
        fields = ["number", "issued_at", "due_on", "total", "replaces", "difference"]


class RefundSerializer(serializers.ModelSerializer[Refund]):
    class Meta:
        model = Refund
        fields = ["amount", "ordered_at", "paid_at"]


class BookingSerializer(serializers.ModelSerializer[Booking]):
    id = serializers.UUIDField(source="public_id")
    location = serializers.CharField(source="counter.location")
    counter = serializers.CharField(source="counter.name")

    class Meta:
        model = Booking
        fields = [
            "id", "purpose", "status", "starts_at", "ends_at", "location", "counter", "sequence",
        ]  # fmt: skip


STANDINGS = {
    "continuation": "title_continues",
    "continuation_ordered": "title_continues",
    "permission": "stay_permitted",
    "by_law": "stay_permitted",
    "toleration": "deportation_suspended",
    "none": "receipt_only",
}


class CaseSerializer(CaseLineSerializer):
    """The whole case."""

    requirements = RequirementSerializer(many=True)
    documents = DocumentSerializer(many=True)
    items = ItemSerializer(many=True)
    appointments = BookingSerializer(many=True)
    fees = serializers.SerializerMethodField()
    legal_effect = serializers.SerializerMethodField()
    remedies = serializers.ReadOnlyField(default=[])
    family = serializers.ReadOnlyField(default=None)
    withdrawal_announced = serializers.ReadOnlyField(default=False)
    on_hold = serializers.SerializerMethodField()

    class Meta:
        model = Case
        fields = [
            "reference", "authority", "kind", "legal_basis", "state", "state_label", "opened_at",
            "received_at", "updated_at", "draft_expires_at", "requirements", "documents", "items",
            "fees", "appointments", "legal_effect", "remedies", "family", "withdrawal_announced",
            "on_hold",
        ]  # fmt: skip

    def to_representation(self, instance: Case) -> dict[str, Any]:
        """What is next, and by when, stands beside what is stored."""
        said = given()["by_state"][instance.state]
        due = self._end_of_term(instance)
        return {
            **super().to_representation(instance),
            "next_step": {**said["next_step"], "due_at": due},
            "actions": said["actions"],
            "blockers": said["blockers"],
            "deadlines": [{**day, "at": due} for day in self._days(said, instance)],
        }

    def get_on_hold(self, case: Case) -> bool:
        return bool(case.on_hold_reason)

    def get_legal_effect(self, case: Case) -> dict[str, Any] | None:
        if not (effect := case.legal_effect):
            return None
        told = ("kind", "until", "employment", "legal_basis")
        return {
            **{name: effect[name] for name in told},
            "standing": STANDINGS[effect["kind"]],
            "ended_on": None,
            "why": effect["why"]["de"],
            "ordered_on": None,
            "certificate_valid_until": None,
        }

    def get_fees(self, case: Case) -> dict[str, Any] | None:
        current = [row for row in case.fees.all() if row.notice.replaced_at is None]
        if not current:
            return None
        due = [row for row in current if row.status == "due"]
        notice = (due or current)[0].notice
        notices = {row.notice_id: row.notice for row in current}
        nothing = notice.total - notice.total
        outstanding, credit = sum((row.amount for row in due), start=nothing), self._credit(case)
        return {
            "notice": notice.number,
            "due": given()["fees_due"],
            "issued_at": notice.issued_at,
            "due_on": notice.due_on,
            "total": str(notice.total),
            "outstanding": str(outstanding),
            "missing": str(max(outstanding - credit, nothing)),
            "surplus": str(max(credit - outstanding, nothing)),
            "payment": None,
            "currency": "EUR",
            "notices": FeeNoticeSerializer(list(notices.values()), many=True).data,
            "lines": FeeLineSerializer(current, many=True).data,
            "refunds": RefundSerializer(case.refunds.all(), many=True).data,
        }

    def _credit(self, case: Case) -> Any:
        paid = sum(row.amount for row in case.payments.all())
        used = sum(row.amount for row in case.fees.all() if row.status == "settled")
        back = sum(row.amount for row in case.refunds.all())
        return paid - used - back

    def _end_of_term(self, case: Case) -> datetime | None:
        days = [row.due_on for row in case.fees.all() if row.status == "due"]
        return make_aware(datetime.combine(min(days) + timedelta(days=1), time())) if days else None

    def _days(self, said: dict[str, Any], case: Case) -> list[dict[str, Any]]:
        days = [row.due_on for row in case.fees.all() if row.status == "due"]
        return [{**day, "on": min(days)} for day in said["deadlines"]] if days else []
