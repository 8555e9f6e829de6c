"""An online-application portal: the calls of the portal API that one application needs.

Public: `Portal`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import httpx

from .answers import expect, json_of
from .paper import pdf

PRECHECKED = ("kind", "legal_basis", "current_title", "situation", "requests")


class Portal:
    """One client of the API. Everything raises `Failed` where the answer is no 2xx."""

    def __init__(self, url: str, credentials: Mapping[str, str]) -> None:
        self._credentials = {name: credentials[name] for name in ("client_id", "client_secret")}
        self._http = httpx.Client(base_url=url, timeout=30, headers={"Accept-Language": "de"})

    def sign_in(self) -> None:
        """Get a token by client credentials; comes before everything else."""
        form = {"grant_type": "client_credentials", **self._credentials}
        token = json_of(self._http.post("/oauth/token", data=form))["access_token"]
        self._http.headers["Authorization"] = f"Bearer {token}"

    def close(self) -> None:
        self._http.close()

    def precheck(self, authority: str, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Whether it may be filed, what is needed, what it costs, what filing does."""
        answer = self._http.post(f"/api/v1/authorities/{authority}/precheck", json=facts)
        found: dict[str, Any] = json_of(answer)
        return found

    def upload(self, name: str) -> str:
        """Hand over a small PDF under this name; the id of the upload."""
        files = {"file": (f"{name}.pdf", pdf(f"Nachweis: {name}"), "application/pdf")}
        sent = self._http.post("/api/v1/uploads", files=files, headers=_once())
        return str(json_of(sent)["id"])

    def open(self, application: Mapping[str, Any]) -> dict[str, Any]:
        """Keep a draft; the whole case."""
        made = self._http.post("/api/v1/cases", json=application, headers=_once())
        opened: dict[str, Any] = json_of(made)
        return opened

    def file_at_once(self, application: Mapping[str, Any], *, authority: str) -> dict[str, Any]:
        """File with every required document, where no drafts are kept; the whole case."""
        person = application["person"]
        who = {name: person[name] for name in ("birth_date", "nationalities")}
        residence = {"municipality": person["residence"]["municipality"]}
        facts = {name: application[name] for name in PRECHECKED}
        found = self.precheck(authority, {**facts, "person": {**who, "residence": residence}})
        needed = [row["code"] for row in found["requirements"] if row["required"]]
        documents = [{"upload": self.upload(code), "requirement": code} for code in needed]
        declared = {"truth": True, "privacy_notice": True, "electronic_payment": True}
        more = {"documents": documents, "declarations": declared, "submit": True}
        return self.open({**application, **more})

    def submit(self, reference: str) -> dict[str, Any]:
        """File the draft as it was last read, with every declaration."""
        read = expect(self._http.get(f"/api/v1/cases/{reference}"))
        declared = {"truth": True, "privacy_notice": True, "electronic_payment": True}
        filed: dict[str, Any] = json_of(
            self._http.post(
                f"/api/v1/cases/{reference}/submit",
                json={"declarations": declared},
                headers={**_once(), "If-Match": read.headers["ETag"]},
            )
        )
        return filed

    def case(self, reference: str) -> dict[str, Any]:
        found: dict[str, Any] = json_of(self._http.get(f"/api/v1/cases/{reference}"))
        return found

    def confirmation(self, reference: str) -> bytes:
        """The confirmation of filing as PDF."""
        return expect(self._http.get(f"/api/v1/cases/{reference}/confirmation")).content

    def start_payment(self, reference: str, *, return_url: str) -> str:
        """The id of the payment that has begun."""
        path = f"/api/v1/cases/{reference}/payments"
        begun = self._http.post(path, json={"return_url": return_url}, headers=_once())
        return str(json_of(begun)["id"])

    def payment(self, reference: str, payment: str) -> dict[str, Any]:
        path = f"/api/v1/cases/{reference}/payments/{payment}"
        found: dict[str, Any] = json_of(self._http.get(path))
        return found

    def slots(self, reference: str, *, purpose: str) -> list[dict[str, Any]]:
        """Free times of the next weeks, the earliest first."""
        path = f"/api/v1/cases/{reference}/slots"
        free: list[dict[str, Any]] = json_of(self._http.get(path, params={"purpose": purpose}))[
            "items"
        ]
        return free

    def book(self, reference: str, *, purpose: str, slot: str) -> dict[str, Any]:
        path = f"/api/v1/cases/{reference}/appointments"
        told = {"purpose": purpose, "slot": slot}
        booked: dict[str, Any] = json_of(self._http.post(path, json=told, headers=_once()))
        return booked

    def advance(self, reference: str, *, to: str) -> dict[str, Any]:
        """Move a sandbox case on until it is in that state; the whole case."""
        path = f"/api/v1/sandbox/cases/{reference}/advance"
        moved: dict[str, Any] = json_of(self._http.post(path, json={"to": to}, headers=_once()))
        return moved

    def keep_webhook(self, name: str, *, url: str) -> None:
        """Be told there of everything that happens."""
        expect(self._http.put(f"/api/v1/webhooks/{name}", json={"url": url}))


def _once() -> dict[str, str]:
    """A key of its own for each write, so that repeating it is harmless."""
    return {"Idempotency-Key": str(uuid.uuid4())}
