"""What continues and proves a stay while the case is open (§ 81 AufenthG)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cases import services
from cases.admin.forms.staying import (
    IssueCertificateForm,
    OrderContinuationForm,
    RecordStatusForm,
    RequireIdentificationForm,
    RevokeContinuationForm,
)

from .base import Group, Step

STEPS: Mapping[str, Step] = {
    "order_continuation": Step(
        call=services.order_continuation,
        form=OrderContinuationForm,
        leads_to=_(
            "The title continues with all its conditions until the decision is announced. The"
            " applicant gets a letter with your reasons and a new confirmation."
        ),
        group=Group.STAY,
    ),
    "revoke_continuation": Step(
        call=services.revoke_continuation,
        form=RevokeContinuationForm,
        leads_to=_("A letter is made to be signed; the title continues until it is announced."),
        group=Group.STAY,
    ),
    "require_identification": Step(
        call=services.require_identification,
        form=RequireIdentificationForm,
        leads_to=_(
            "No certificate is issued and nothing is granted before this check is answered:"
            " the prints are stored in the AZR."
        ),
        group=Group.STAY,
    ),
    "issue_certificate": Step(
        call=services.issue_certificate,
        form=IssueCertificateForm,
        leads_to=_(
            "The certificate on the official form is recorded, its fee is charged, and a letter is"
            " made that goes with it. One that stands is replaced."
        ),
        group=Group.STAY,
    ),
    "record_status": Step(
        call=services.record_status,
        form=RecordStatusForm,
        leads_to=_("The new end is watched: the case comes back to the desk weeks before it."),
        group=Group.STAY,
    ),
}
