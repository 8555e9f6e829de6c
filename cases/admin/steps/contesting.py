"""What is done against a decision."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cases import services
from cases.admin.forms.remedies import CertifyWorkForm, RecordRemedyForm, SettleRemedyForm

from .base import Group, Step

STEPS: Mapping[str, Step] = {
    "record_remedy": Step(
        call=services.record_remedy,
        form=RecordRemedyForm,
        leads_to=_(
            "It is recorded with what the law makes of it: in time or late, suspended or not. The"
            " case comes to the desk."
        ),
        group=Group.ENDS,
    ),
    "settle_remedy": Step(
        call=services.settle_remedy,
        form=SettleRemedyForm,
        leads_to=_("After a successful remedy a team lead can reopen the case."),
        group=Group.ENDS,
    ),
    "certify_work": Step(
        call=services.certify_work,
        form=CertifyWorkForm,
        leads_to=_(
            "The applicant gets a letter: for work the title counts as continuing, for nothing"
            " else."
        ),
        group=Group.STAY,
    ),
}
