"""Filing, and what is recorded about an application afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cases import services
from cases.admin.forms.changes import ChangeForm
from cases.admin.forms.closing import CorrectReceiptForm, SubmitForm
from cases.admin.forms.review import HandInForm

from .base import Group, Step

STEPS: Mapping[str, Step] = {
    "submit": Step(
        call=services.submit,
        form=SubmitForm,
        leads_to=_("The draft is filed: from now on the application has its effect under § 81."),
    ),
    "hand_in": Step(
        call=services.hand_in_by_staff,
        form=HandInForm,
        leads_to=_(
            "The file is added to the case. Once all that was asked for has come, the case"
            " returns to review."
        ),
        group=Group.DOCUMENTS,
    ),
    "correct_receipt": Step(
        call=services.correct_receipt,
        form=CorrectReceiptForm,
        leads_to=_(
            "Only an earlier receipt can be recorded; its effect under § 81 is computed anew."
        ),
        group=Group.STAY,
    ),
    "record_change": Step(
        call=services.record_change,
        form=ChangeForm,
        leads_to=_(
            "What differs is taken over, the old value is kept with its proof, and only what the"
            " change touches is opened again. The applicant is told."
        ),
        group=Group.STAY,
    ),
}
