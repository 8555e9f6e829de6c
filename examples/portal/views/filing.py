"""Checking everything, saving it for later, and filing it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from examples.client.titelweg import AuthorityDetail, CaseFull, Declarations
from examples.client.transport import Answer, Refused
from examples.portal.api import api, key_of
from examples.portal.bodies import change_of, new_case_of
from examples.portal.keeping import Making, code_of, forget_making, keep, lock, unlock
from examples.portal.questions import BEFORE_RESULT, applicable, asking
from examples.portal.summary import lines_of
from examples.portal.views.asking import first_problem, prechecked, problems_of
from examples.portal.views.common import case_of, with_making
from examples.portal.views.uploading import rows_of

DRAFT = "draft"
OVERTAKEN = {409, 412}
BEFORE_APPOINTMENT = "before_appointment"


class Declaring(forms.Form):
    """What one declares on filing."""

    use_required_attribute = False
    truth = forms.BooleanField(
        label=_("Everything I have said is true and complete."),
        error_messages={"required": _("Please tick that everything is true and complete.")},
    )
    privacy_notice = forms.BooleanField(
        label=_("I have read how my data are used."),
        error_messages={"required": _("Please tick that you have read how your data are used.")},
    )
    electronic_payment = forms.BooleanField(
        label=_("I will pay the fee online."),
        error_messages={"required": _("Please tick that you will pay the fee online.")},
    )

    def __init__(self, data: Any, *, authority: AuthorityDetail) -> None:
        super().__init__(data)
        if authority["payment"]["due"] != BEFORE_APPOINTMENT:
            del self.fields["electronic_payment"]
        for field in self.fields.values():
            field.widget.attrs["class"] = "kern-form-check__checkbox"

    def declarations(self) -> Declarations:
        told: Declarations = {
            "truth": self.cleaned_data["truth"],
            "privacy_notice": self.cleaned_data["privacy_notice"],
            "electronic_payment": self.cleaned_data.get("electronic_payment", False),
        }
        return told


@require_http_methods(["GET", "POST"])
@with_making
def check(request: HttpRequest, making: Making, authority: AuthorityDetail) -> HttpResponse:
    """Show all answers with a way to change each; `POST` files the application."""
    form = Declaring(request.POST if request.method == "POST" else None, authority=authority)
    if not form.is_valid():
        return _shown(request, form, making, authority)
    try:
        filed = _filed(making, authority, form.declarations())
    except Refused as refused:
        making.problems = problems_of(refused)
        keep(request.session, making)
        return _shown(request, form, making, authority, refused=refused)
    forget_making(request.session)
    unlock(request.session, filed["reference"])
    return redirect("case", reference=filed["reference"])


def _filed(making: Making, authority: AuthorityDetail, declared: Declarations) -> CaseFull:
    """The filed case, also where an equal request has filed it meanwhile. Raises `Refused`."""
    if not making.reference:
        body = new_case_of(making, authority, declarations=declared)
        key = key_of(making.nonce, "file", body)
        return api().open_case(body=body, idempotency_key=key).body
    try:
        changed = _changed(making, authority)
        return (
            api()
            .file_case(
                reference=making.reference,
                body={"declarations": declared},
                idempotency_key=key_of(making.nonce, "file", making.reference),
                if_match=changed.version,
            )
            .body
        )
    except Refused as refused:
        now = api().read_case(reference=making.reference).body
        if refused.status in OVERTAKEN and now["state"] != DRAFT:
            return now
        raise


def _changed(making: Making, authority: AuthorityDetail) -> Answer[CaseFull]:
    """The draft with what was answered since, and with the files that are there now."""
    read = api().read_case(reference=making.reference)
    body = change_of(making, authority)
    return api().change_draft(reference=making.reference, body=body, if_match=read.version)


def _shown(
    request: HttpRequest,
    form: Declaring,
    making: Making,
    authority: AuthorityDetail,
    *,
    refused: Refused | None = None,
) -> HttpResponse:
    found = prechecked(making, authority)
    if found is None:
        keep(request.session, making)
        return redirect(first_problem(making))
    rows = rows_of(found, making)
    missing = [row for row in rows if row["required"] and not row["files"]]
    shown = {
        "form": form,
        "authority": authority,
        "found": found,
        "before": lines_of(making, authority, before_result=True),
        "after": lines_of(making, authority, before_result=False),
        "rows": rows,
        "missing": missing,
        "complete_only": authority["filing"]["complete_only"],
        "drafts": authority["filing"]["draft_lifetime_days"],
        "draft": making.reference,
        "refused": refused,
        "problems": _mended_where(refused),
        "first": next(q for q in applicable(making, authority) if q in BEFORE_RESULT).slug,
    }
    status = 422 if form.is_bound else 200
    return render(request, "portal/check.html", shown, status=status)


def _mended_where(refused: Refused | None) -> list[dict[str, str]]:
    """What was wrong, each with the page where it is put right."""
    rows = []
    for wrong in refused.errors if refused else ():
        page, link = asking(wrong.pointer), ""
        if page is not None:
            link = f"{reverse('question', args=[page.slug])}?then=check"
        elif wrong.pointer.startswith("/documents"):
            link = reverse("documents")
        rows.append({"detail": wrong.detail, "link": link})
    return rows


@require_POST
@with_making
def save(request: HttpRequest, making: Making, authority: AuthorityDetail) -> HttpResponse:
    """Keep a draft at the authority and tell the code that opens it again."""
    try:
        if making.reference:
            _changed(making, authority)
        else:
            body = new_case_of(making, authority, declarations=None)
            opened = api().open_case(body=body, idempotency_key=key_of(making.nonce, "save", body))
            making.reference = opened.body["reference"]
    except Refused as refused:
        making.problems = problems_of(refused)
        keep(request.session, making)
        if not making.problems:
            raise
        return redirect(first_problem(making))
    keep(request.session, making)
    unlock(request.session, making.reference)
    return redirect("saved", reference=making.reference)


@require_GET
def saved(request: HttpRequest, reference: str) -> HttpResponse:
    """The number and the code, to be written down."""
    case = case_of(request, reference).body
    shown = {"case": case, "code": code_of(reference)}
    return render(request, "portal/saved.html", shown)


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Delete a draft at the authority, after asking once more."""
    read = case_of(request, reference)
    if read.body["state"] != DRAFT:
        return redirect("case", reference=reference)
    if request.method == "POST":
        api().discard_draft(reference=reference, if_match=request.POST.get("version", ""))
        lock(request.session, reference)
        return redirect("discarded")
    shown = {"case": read.body, "version": read.version}
    return render(request, "portal/discard.html", shown)


@require_GET
def discarded(request: HttpRequest) -> HttpResponse:
    """That it is gone."""
    return render(request, "portal/discarded.html")
