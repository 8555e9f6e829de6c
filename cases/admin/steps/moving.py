"""Cases that go to another authority, come from one, or are one with another."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cases import services
from cases.admin.forms.closing import ReopenForm, TakeOverForm, TransferForm
from cases.admin.forms.merging import ConfirmMergeForm, ProposeMergeForm

from .base import Group, Step

STEPS: Mapping[str, Step] = {
    "propose_transfer": Step(
        call=services.propose_transfer,
        form=TransferForm,
        leads_to=_(
            "Nothing is handed over yet: a team lead has to confirm. The effect under § 81 and the"
            " receipt go along; the fee stays here (§ 49(4) AufenthV)."
        ),
        group=Group.DESK,
    ),
    "keep_case": Step(
        call=services.keep_case,
        form=TransferForm,
        leads_to=_("The case goes on here with the other authority's consent (§ 3(3) VwVfG)."),
        group=Group.DESK,
    ),
    "take_over": Step(
        call=services.take_over,
        form=TakeOverForm,
        leads_to=_(
            "The receipt at the other authority counts; what it makes of the stay is computed anew."
        ),
        group=Group.DESK,
    ),
    "propose_merge": Step(
        call=services.propose_merge,
        form=ProposeMergeForm,
        leads_to=_(
            "This case ends as a duplicate once a second person has confirmed it. Its documents and"
            " the earlier of both receipts go over to the other case."
        ),
        group=Group.DESK,
    ),
    "confirm_merge": Step(
        call=services.confirm_merge,
        form=ConfirmMergeForm,
        leads_to=_(
            "This case ends as a duplicate; the applicant is told. The effect under § 81 goes on"
            " with the other case, from the earlier of both receipts."
        ),
    ),
    "drop_merge": Step(
        call=services.drop_merge,
        form=ConfirmMergeForm,
        leads_to=_("Both cases go on as they are."),
        group=Group.DESK,
    ),
    "undo_merge": Step(
        call=services.undo_merge,
        form=ReopenForm,
        leads_to=_(
            "Both cases go on: the other one gives back what came from here and gets its own"
            " receipt back."
        ),
    ),
}
