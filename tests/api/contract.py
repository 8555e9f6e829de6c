"""The API's document as the tests read it: each operation with its method, address and scope."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer

METHODS = frozenset({"get", "post", "put", "patch", "delete"})


@dataclass(frozen=True)
class Operation:
    """One call of the document."""

    name: str
    method: str
    path: str
    said: Mapping[str, Any]

    @property
    def scope(self) -> str:
        """The one scope that a token needs."""
        ((scope,),) = (scopes for way in self.said["security"] for scopes in way.values())
        return str(scope)

    @property
    def places(self) -> list[str]:
        """What has to be filled into the address."""
        return re.findall(r"{(\w+)}", self.path)

    def needs(self, header: str) -> bool:
        return any(one["name"] == header for one in self.said.get("parameters", ()))

    def at(self, **filled: str) -> str:
        """The address below /api/v1."""
        return self.path.removeprefix("/api/v1").format(**filled)


@cache
def document() -> dict[str, Any]:
    """The document as it is served."""
    made = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]  # untyped there
    read: dict[str, Any] = json.loads(OpenApiJsonRenderer().render(made, renderer_context={}))
    return read


def operations() -> dict[str, Operation]:
    """Every operation by its name."""
    found = [
        Operation(said["operationId"], method.upper(), path, said)
        for path, item in document()["paths"].items()
        for method, said in item.items()
        if method in METHODS
    ]
    return {one.name: one for one in found}
