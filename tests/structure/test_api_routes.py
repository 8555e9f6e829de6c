"""Every address of the API asks for a token and a scope, or is on the list of those that do not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from access.models import HOOKS, SANDBOX
from cases.api.auth import PAY, READ, WRITE, HasScope, PortalAuthentication
from cases.api.doors import PortalView

OPEN = {
    "api/v1/schema": "the contract is public",
    "api/docs": "so is its documentation",
    "api/^.*$": "says that nothing is there",
    "oauth/token": "gives tokens, and asks for the secret itself",
    "problems/<str:code>": "explains refusals",
    "healthz": "says that the process lives",
    "readyz": "says whether it can work",
}
PEOPLE = ("admin/", "verify", "withdrawals/", "static/")  # pages with doors of their own
METHODS = {"get": READ, "post": WRITE, "put": WRITE, "patch": WRITE, "delete": WRITE}


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        address = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            if not address.startswith(PEOPLE):
                yield from routes(pattern, address)
        elif isinstance(pattern, URLPattern):
            yield address, getattr(pattern.callback, "view_class", None)


API = {
    address: view
    for address, view in routes()
    if address and not address.startswith(PEOPLE) and address not in OPEN
}


def test_the_list_of_open_addresses_names_nothing_that_is_gone() -> None:
    assert set(OPEN) <= {address for address, _view in routes()}


@pytest.mark.parametrize("address", sorted(API))
def test_every_other_address_asks_for_a_token_and_a_scope(address: str) -> None:
    view = API[address]
    assert isinstance(view, type)
    assert issubclass(view, PortalView)
    assert view().get_authenticators()[0].__class__ is PortalAuthentication
    assert [type(one) for one in view().get_permissions()] == [HasScope]
    written = {name.upper() for name in METHODS if hasattr(view, name)}
    assert set(view.scopes) == written
    assert set(view.scopes.values()) <= {READ, WRITE, PAY, HOOKS, SANDBOX}


@pytest.mark.django_db
@pytest.mark.parametrize("address", sorted(API))
def test_no_address_answers_without_a_token(address: str) -> None:
    filled = (
        address.replace("<str:reference>", "BE-2026-000001-1")
        .replace("<str:authority>", "berlin")
        .replace("<str:name>", "main")
        .replace("<uuid:", "9f1c0fd6-6c4b-4e4a-9d0f-1d3c8e6f9a11<")
    )
    path = "/".join(step.split("<")[0] for step in filled.split("/"))
    method = next(iter(getattr(API[address], "scopes")))  # noqa: B009
    assert Client().generic(method, f"/{path}").status_code == 401


def test_only_the_api_runs_a_use_case_without_its_transaction() -> None:
    root = Path(settings.BASE_DIR)
    apps = ["access", "authorities", "cases", "common", "config", "documents", "fees"]
    readers = [
        str(file.relative_to(root))
        for app in [*apps, "appointments", "applicants", "production", "correspondence"]
        for file in (root / app).rglob("*.py")
        if any(_names_wrapped(node) for node in ast.walk(ast.parse(file.read_text())))
    ]
    assert readers == ["cases/api/once.py"]


def _names_wrapped(node: ast.AST) -> bool:
    """Code that reads it; that a docstring may speak of it is another thing."""
    return (isinstance(node, ast.Attribute) and node.attr == "__wrapped__") or (
        isinstance(node, ast.Constant) and node.value == "__wrapped__"
    )
