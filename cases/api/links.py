"""Which call can follow an answer, and where in the answer stands what it needs.

They are the links of the OpenAPI document. Public: `add_links`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

ID = "$response.body#/id"
REFERENCE = {"reference": "$response.body#/reference"}  # of an answer that is a case
SAME_CASE = {"reference": "$request.path.reference"}
VERSION = {"If-Match": "$response.header.ETag"}
NEXT_PAGE = {"cursor": "$response.body#/next"}
NAME = {"name": "$response.body#/name"}


@dataclass(frozen=True)
class Link:
    """A call by its operation id; values are runtime expressions (OpenAPI 3.1) or constants."""

    to: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None

    def shown(self) -> dict[str, Any]:
        """As a link object."""
        body = {} if self.body is None else {"requestBody": self.body}
        return {"operationId": self.to, "parameters": dict(self.parameters), **body}


CASE_ANSWERED = (
    "openCase",
    "readCase",
    "changeDraft",
    "fileCase",
    "withdrawCase",
    "handInDocuments",
    "advanceSandboxCase",
)
ABOUT_A_CASE = (
    "readCase",
    "readApplication",
    "listLetters",
    "listCaseEvents",
    "handInDocuments",
    "startPayment",
    "advanceSandboxCase",
    "listSandboxMails",
)
# A draft has no confirmation yet.
FILED_CASE_ANSWERED = ("fileCase", "withdrawCase", "advanceSandboxCase")
CHANGING_A_CASE = ("changeDraft", "discardDraft", "fileCase", "withdrawCase")
APPOINTMENT_ANSWERED = (
    "bookAppointment",
    "readAppointment",
    "moveAppointment",
    "cancelAppointment",
)
CHANGING_AN_APPOINTMENT = ("moveAppointment", "cancelAppointment")

FOLLOWING: Mapping[tuple[str, ...], tuple[Link, ...]] = {
    ("listAuthorities",): (
        Link("readAuthority", {"authority": "$response.body#/items/0/key"}),
        Link("precheck", {"authority": "$response.body#/items/0/key"}),
    ),
    ("readAuthority",): (Link("precheck", {"authority": "$response.body#/key"}),),
    ("precheck",): (Link("openCase", body={"authority": "$response.body#/authority"}),),
    ("uploadFile",): (Link("openCase", body={"documents": [{"upload": ID}]}),),
    CASE_ANSWERED: (
        *(Link(call, REFERENCE) for call in ABOUT_A_CASE),
        *(Link(call, REFERENCE | VERSION) for call in CHANGING_A_CASE),
        Link("listSlots", REFERENCE | {"purpose": "biometrics"}),
    ),
    FILED_CASE_ANSWERED: (Link("readConfirmation", REFERENCE),),
    ("readApplication",): (
        Link("changeDraft", SAME_CASE | VERSION, body={"person": "$response.body#/person"}),
    ),
    ("listCases",): (
        Link("readCase", {"reference": "$response.body#/items/0/reference"}),
        Link("listCases", NEXT_PAGE),
    ),
    ("listEvents",): (
        Link("readCase", {"reference": "$response.body#/items/0/case"}),
        Link("listEvents", NEXT_PAGE),
    ),
    ("listCaseEvents",): (Link("listCaseEvents", SAME_CASE | NEXT_PAGE),),
    ("listLetters",): (Link("readLetter", SAME_CASE | {"letter": "$response.body#/items/0/id"}),),
    ("startPayment",): (Link("readPayment", SAME_CASE | {"payment": ID}),),
    ("listSlots",): (
        Link(
            "bookAppointment",
            SAME_CASE,
            body={
                "purpose": "$request.query.purpose",
                "slot": "$response.body#/items/0/id",
            },
        ),
    ),
    APPOINTMENT_ANSWERED: (
        Link("readAppointment", SAME_CASE | {"appointment": ID}),
        *(
            Link(call, SAME_CASE | VERSION | {"appointment": ID})
            for call in CHANGING_AN_APPOINTMENT
        ),
    ),
    ("listWebhooks",): (
        Link("readWebhook", {"name": "$response.body#/items/0/name"}),
        Link("replayWebhook", {"name": "$response.body#/items/0/name"}),
    ),
    ("keepWebhook", "readWebhook"): (
        Link("readWebhook", NAME),
        Link("keepWebhook", NAME, body={"url": "$response.body#/url"}),
        Link("replayWebhook", NAME),
        Link("deleteWebhook", NAME),
    ),
}


def add_links(result: dict[str, Any], **_about: object) -> dict[str, Any]:
    """Give every answer of success its links (a hook of drf-spectacular, run on the document)."""
    calls = {
        call["operationId"]: call for path in result["paths"].values() for call in path.values()
    }
    for answered, links in FOLLOWING.items():
        for name in answered:
            _link(calls[name]["responses"], links)
    return result


def _link(responses: Mapping[str, dict[str, Any]], links: Iterable[Link]) -> None:
    for status, response in responses.items():
        if status[0] == "2":
            response.setdefault("links", {}).update({link.to: link.shown() for link in links})
