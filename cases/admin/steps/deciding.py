"""Decisions: the hearing, the refusal with four eyes, and the grant."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cases import services
from cases.admin.forms.deciding import (
    AnnounceRefusalForm,
    ConfirmRefusalForm,
    DropRefusalForm,
    EndHearingForm,
    ProposeRefusalForm,
    RecordStatementForm,
)
from cases.admin.forms.granting import GrantForm

from .base import Step

STEPS: Mapping[str, Step] = {
    "announce_refusal": Step(
        call=services.announce_refusal,
        form=AnnounceRefusalForm,
        leads_to=_(
            "The applicant is heard: a letter with your reasons and a period for a statement."
        ),
    ),
    "record_statement": Step(
        call=services.record_statement,
        form=RecordStatementForm,
        leads_to=_("The statement is filed with the hearing; it counts also after the period."),
    ),
    "end_hearing": Step(
        call=services.end_hearing,
        form=EndHearingForm,
        leads_to=_("The case returns to review; then a refusal can be proposed, or not."),
    ),
    "propose_refusal": Step(
        call=services.propose_refusal,
        form=ProposeRefusalForm,
        leads_to=_("Nothing is sent yet: a team lead has to confirm the refusal."),
    ),
    "confirm_refusal": Step(
        call=services.confirm_refusal,
        form=ConfirmRefusalForm,
        leads_to=_(
            "The item is refused and the letter with the remedy notice is made. Fees stay due."
        ),
    ),
    "drop_refusal": Step(
        call=services.drop_refusal,
        form=DropRefusalForm,
        leads_to=_("The proposed refusal is taken back."),
    ),
    "grant": Step(
        call=services.grant,
        form=GrantForm,
        leads_to=_(
            "What is pending is granted and ordered from the producer. The grant is announced"
            " by handing over the product."
        ),
    ),
}
