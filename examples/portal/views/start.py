"""Choosing an authority, coming back, and leaving."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from examples.client.transport import Refused
from examples.portal.api import api
from examples.portal.bodies import answers_of
from examples.portal.keeping import Making, begin, keep, making_of, opens, unlock, unlocked
from examples.portal.questions import applicable
from examples.portal.views.common import authority_of

DRAFT = "draft"


class ComingBack(forms.Form):
    """The number of an application, and its code."""

    reference = forms.CharField(label=_("Number of the application"), max_length=40)
    code = forms.CharField(label=_("Code"), max_length=40)

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # the data of a request
        for field in self.fields.values():
            field.widget.attrs |= {"class": "kern-form-input__input", "autocomplete": "off"}
            field.error_messages["required"] = _("Please fill this in.")

    def clean(self) -> dict[str, str]:
        """One answer for a wrong number and a wrong code: nobody learns which cases there are."""
        told: dict[str, str] = super().clean() or {}
        reference = told.get("reference", "").strip().upper()
        if not self.errors and not opens(told["code"], reference=reference):
            raise forms.ValidationError(
                _("Number and code do not fit together. Compare both with what you wrote down.")
            )
        return {**told, "reference": reference}


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The authorities, what is being made, and the cases of this session."""
    shown = {
        "authorities": api().list_authorities().body["items"],
        "making": making_of(request.session),
        "cases": unlocked(request.session),
    }
    return render(request, "portal/start.html", shown)


@require_http_methods(["GET", "POST"])
def authority(request: HttpRequest, key: str) -> HttpResponse:
    """How one applies there; `POST` begins, where it can be done online."""
    detail = authority_of(key)
    online = "online" in detail["channels"]
    if request.method == "POST" and online:
        making = begin(request.session, authority=key)
        if len(detail["kinds"]) == 1:
            making.answers["/kind"] = detail["kinds"][0]
            keep(request.session, making)
        return redirect("question", slug=next(applicable(making, detail)).slug)
    return render(request, "portal/authority.html", {"authority": detail, "online": online})


@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Open a draft or a case again by number and code."""
    form = ComingBack(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "portal/resume.html", {"form": form}, status=status)
    reference = form.cleaned_data["reference"]
    try:
        case = api().read_case(reference=reference).body
    except Refused as refused:
        form.add_error(None, refused.detail)
        return render(request, "portal/resume.html", {"form": form}, status=422)
    request.session.cycle_key()
    unlock(request.session, reference)
    if case["state"] != DRAFT:
        return redirect("case", reference=reference)
    told = api().read_application(reference=reference).body
    files = [
        {"id": row["id"], "filename": row["filename"], "requirement": row["requirement"] or ""}
        for row in case["documents"]
    ]
    making = Making(case["authority"], answers=answers_of(told), uploads=files, reference=reference)
    keep(request.session, making)
    return redirect("check")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget everything of this session, for who shares a computer."""
    request.session.flush()
    return redirect("start")


@require_GET
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the language and stay on the page one came from."""
    came_from = request.GET.get("from", "/")
    answer = redirect(came_from if _is_ours(came_from) else "/")
    if translation.check_for_language(code) and code in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return answer


def _is_ours(path: str) -> bool:
    return path.startswith("/") and not path.startswith(("//", "/\\"))


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Whether this process answers."""
    return HttpResponse("ok", content_type="text/plain")


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that this session did not get: mostly an old tab."""
    return render(request, "portal/stale.html", status=403)
