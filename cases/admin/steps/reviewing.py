"""Review: taking a case, looking at papers and checks, pauses."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cases import services
from cases.admin.forms.closing import HoldForm
from cases.admin.forms.review import (
    AnswerCheckForm,
    AssignForm,
    DecideRequirementForm,
    ExtendForm,
    RequestDocumentsForm,
)
from cases.admin.forms.visits import ReturnForm

from .base import Group, Step

STEPS: Mapping[str, Step] = {
    "begin_review": Step(
        call=services.begin_review,
        leads_to=_("You become responsible, and the case is in review."),
    ),
    "assign": Step(
        call=services.assign,
        form=AssignForm,
        leads_to=_("Somebody else becomes responsible for the case."),
        group=Group.DESK,
    ),
    "decide_requirement": Step(
        call=services.decide_requirement,
        form=DecideRequirementForm,
        leads_to=_(
            "Whether what was handed in is enough. The applicant is told of a rejection only"
            " when you request documents."
        ),
        group=Group.DOCUMENTS,
    ),
    "answer_check": Step(
        call=services.answer_check,
        form=AnswerCheckForm,
        leads_to=_("What became of a required check. Nothing is ordered while one is unanswered."),
        group=Group.DOCUMENTS,
    ),
    "request_documents": Step(
        call=services.request_documents,
        form=RequestDocumentsForm,
        leads_to=_(
            "The applicant gets a letter and an e-mail with exactly these texts and a"
            " deadline. An open request is replaced by this one."
        ),
    ),
    "extend_nachforderung": Step(
        call=services.extend_nachforderung,
        form=ExtendForm,
        leads_to=_("The applicant is told the new deadline."),
    ),
    "decide_on_file": Step(
        call=services.decide_on_file,
        leads_to=_("The open request is closed and the case returns to review."),
    ),
    "approve": Step(
        call=services.approve,
        leads_to=_(
            "This is the internal favourable check, not a grant. The fee notice is issued,"
            " then the applicant pays or is invited."
        ),
    ),
    "return_to_review": Step(
        call=services.return_to_review,
        form=ReturnForm,
        leads_to=_("A booked appointment is given back, and the favourable check counts no more."),
        group=Group.DOCUMENTS,
    ),
    "put_on_hold": Step(
        call=services.put_on_hold,
        form=HoldForm,
        leads_to=_("The case rests until that day; the applicant is told that it rests."),
        group=Group.DESK,
    ),
    "resume": Step(
        call=services.resume,
        leads_to=_("The case goes on where it was."),
    ),
}
