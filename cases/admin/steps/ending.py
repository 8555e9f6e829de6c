"""Ends without a decision, and taking a case up again."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cases import services
from cases.admin.forms.closing import (
    AnnounceWithdrawalForm,
    ConfirmClosureForm,
    DropClosureForm,
    PaperProofForm,
    ProposeClosureForm,
    ReopenForm,
)

from .base import Group, Step

STEPS: Mapping[str, Step] = {
    "announce_withdrawal": Step(
        call=services.announce_withdrawal,
        form=AnnounceWithdrawalForm,
        leads_to=_(
            "The applicant gets a link; the withdrawal counts only once it is confirmed there."
        ),
        group=Group.ENDS,
    ),
    "confirm_withdrawal_on_paper": Step(
        call=services.confirm_withdrawal_on_paper,
        form=PaperProofForm,
        leads_to=_(
            "The withdrawal counts from now on, and the effect under § 81 ends. Only with a signed"
            " letter, or a record signed at the counter."
        ),
        group=Group.ENDS,
    ),
    "propose_closure": Step(
        call=services.propose_closure,
        form=ProposeClosureForm,
        leads_to=_("Nothing is closed yet: a team lead has to confirm."),
        group=Group.ENDS,
    ),
    "confirm_closure": Step(
        call=services.confirm_closure,
        form=ConfirmClosureForm,
        leads_to=_(
            "The case is closed without a decision. The effect under § 81 does not end by that."
        ),
    ),
    "drop_closure": Step(
        call=services.drop_closure,
        form=DropClosureForm,
        leads_to=_("The proposed closure or transfer is taken back."),
        group=Group.ENDS,
    ),
    "reopen": Step(
        call=services.reopen,
        form=ReopenForm,
        leads_to=_("The case is in review again; what closed it is set aside."),
    ),
}
