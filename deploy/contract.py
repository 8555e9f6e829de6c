"""What would break a portal that was written against the published API document.

`python -m deploy.contract` compares the document made now with docs/openapi-1.json, names every
break and exits 1; without one it writes what was added. With `--check` it writes nothing, and what
was added and not written is a failure, too. A break needs a new version of the API.

Public: `breaks`, `Document`.

Additions are welcome: calls, optional parameters and fields taken, fields and codes answered. A
portal must expect those (docs/api.md).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from deploy.errors import SetupError, run_as_program
from deploy.places import CHECKOUT

PUBLISHED = CHECKOUT / "docs" / "openapi-1.json"
Document: TypeAlias = Mapping[str, Any]
METHODS = ("get", "put", "post", "delete", "patch")
# Of what is taken, these may only become wider; each with the side on which wider lies.
BOUNDS = {"maxLength": 1, "maximum": 1, "maxItems": 1, "minLength": -1, "minimum": -1}


def breaks(old: Document, new: Document) -> list[str]:
    """Each break of the old document by the new one, as a place and what is wrong there."""
    return list(_Comparison(old, new).calls())


@dataclass
class _Comparison:
    old: Document
    new: Document
    _seen: set[tuple[str, str, bool]] = field(default_factory=set)

    def calls(self) -> Iterator[str]:
        for path, calls in self.old["paths"].items():
            for method in METHODS:
                if method in calls:
                    now = self.new["paths"].get(path, {}).get(method)
                    place = f"{method.upper()} {path}"
                    if now is None:
                        yield f"{place}: the call is gone"
                    else:
                        yield from self._call(place, calls[method], now)

    def _call(self, place: str, was: Document, now: Document) -> Iterator[str]:
        yield from self._scopes(place, was, now)
        yield from self._parameters(place, was, now)
        yield from self._body(place, was, now)
        for status, answer in was["responses"].items():
            after = now["responses"].get(status)
            if after is None:
                if status.startswith("2"):
                    yield f"{place} {status}: the answer is gone"
                continue
            yield from self._contents(f"{place} {status}", answer, after, taken=False)

    def _scopes(self, place: str, was: Document, now: Document) -> Iterator[str]:
        held = {scope for way in was.get("security", ()) for kind in way.values() for scope in kind}
        asked = {
            scope for way in now.get("security", ()) for kind in way.values() for scope in kind
        }
        for scope in sorted(asked - held):
            yield f"{place}: needs the scope {scope} now"

    def _parameters(self, place: str, was: Document, now: Document) -> Iterator[str]:
        before, after = _parameters(was), _parameters(now)
        for name, parameter in before.items():
            if name not in after:
                yield f"{place} ?{name}: is refused now"  # unknown parameters are
                continue
            yield from self._shapes(
                f"{place} ?{name}", parameter["schema"], after[name]["schema"], taken=True
            )
        for name, parameter in after.items():
            was_required = name in before and before[name].get("required", False)
            if parameter.get("required", False) and not was_required:
                yield f"{place} ?{name}: is required now"

    def _body(self, place: str, was: Document, now: Document) -> Iterator[str]:
        before, after = was.get("requestBody"), now.get("requestBody")
        if before is None:
            if after is not None and after.get("required", False):
                yield f"{place}: a body is required now"
            return
        if after is None:
            yield f"{place}: the body is refused now"
            return
        yield from self._contents(f"{place} body", before, after, taken=True)

    def _contents(self, place: str, was: Document, now: Document, *, taken: bool) -> Iterator[str]:
        after = now.get("content", {})
        for media, content in was.get("content", {}).items():
            if media not in after:
                yield f"{place}: {media} is gone"
            else:
                yield from self._shapes(
                    place, content.get("schema", {}), after[media].get("schema", {}), taken=taken
                )

    # Shapes

    def _shapes(self, place: str, was: Document, now: Document, *, taken: bool) -> Iterator[str]:
        pair = (was.get("$ref", ""), now.get("$ref", ""), taken)
        if all(pair[:2]):
            if pair in self._seen:
                return
            self._seen.add(pair)
        null_was, null_now = _takes_null(was), _takes_null(now)
        if taken and null_was and not null_now:
            yield f"{place}: null is refused now"
        if not taken and null_now and not null_was:
            yield f"{place}: may be null now"
        was, now = _resolved(was, self.old), _resolved(now, self.new)
        yield from self._types(place, was, now, taken=taken)
        yield from self._words(place, was, now, taken=taken)
        if taken:
            yield from _bounds(place, was, now)
        yield from self._fields(place, was, now, taken=taken)
        if "items" in was and "items" in now:
            yield from self._shapes(f"{place}[]", was["items"], now["items"], taken=taken)

    def _types(self, place: str, was: Document, now: Document, *, taken: bool) -> Iterator[str]:
        before, after = _types(was, self.old), _types(now, self.new)
        if not before or not after:
            return
        lost = before - after if taken else after - before
        for kind in sorted(lost):
            yield f"{place}: {kind} is {'refused' if taken else 'answered'} now"

    def _words(self, place: str, was: Document, now: Document, *, taken: bool) -> Iterator[str]:
        """Words that are taken may not vanish; portals expect new words in answers."""
        if not taken or "enum" not in now:
            return
        for word in sorted(set(map(str, was.get("enum", ()))) - set(map(str, now["enum"]))):
            yield f"{place}: “{word}” is refused now"
        if "enum" not in was:
            yield f"{place}: only certain words are taken now"

    def _fields(self, place: str, was: Document, now: Document, *, taken: bool) -> Iterator[str]:
        before, after = was.get("properties", {}), now.get("properties", {})
        for name, shape in before.items():
            if name in after:
                yield from self._shapes(f"{place}/{name}", shape, after[name], taken=taken)
            else:
                yield f"{place}/{name}: is {'refused' if taken else 'gone'} now"
        required_was, required_now = set(was.get("required", ())), set(now.get("required", ()))
        if taken:
            for name in sorted(required_now - required_was):
                yield f"{place}/{name}: is required now"
        else:
            for name in sorted((required_was - required_now) & set(after)):
                yield f"{place}/{name}: may be missing now"


def _parameters(call: Document) -> dict[str, Document]:
    return {parameter["name"]: parameter for parameter in call.get("parameters", ())}


def _resolved(shape: Document, document: Document) -> Document:
    """What a reference points at; of "this or null", this."""
    while "$ref" in shape or "anyOf" in shape:
        if "$ref" in shape:
            shape = document["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
            continue
        real = [one for one in shape["anyOf"] if one.get("type") != "null"]
        if len(real) != 1:
            return shape
        shape = real[0]
    return shape


def _takes_null(shape: Document) -> bool:
    kinds = shape.get("type", ())
    if "anyOf" in shape:
        return any(_takes_null(one) for one in shape["anyOf"])
    return "null" in ({kinds} if isinstance(kinds, str) else set(kinds))


def _types(shape: Document, document: Document) -> set[str]:
    if "anyOf" in shape:
        return {
            kind for one in shape["anyOf"] for kind in _types(_resolved(one, document), document)
        }
    kinds = shape.get("type", ())
    return {kinds} - {"null"} if isinstance(kinds, str) else set(kinds) - {"null"}


def _bounds(place: str, was: Document, now: Document) -> Iterator[str]:
    for name, wider in BOUNDS.items():
        if name in now and (name not in was or (now[name] - was[name]) * wider < 0):
            yield f"{place}: {name} {was.get(name, 'none')} became {now[name]}"


# The command


def main() -> int:
    """Compare, then write the document where nothing breaks and that is wanted."""
    parser = argparse.ArgumentParser(prog="python -m deploy.contract")
    parser.add_argument("--check", action="store_true", help="only compare")
    only_compare, made = parser.parse_args().check, _made()
    if PUBLISHED.exists():
        found = breaks(json.loads(PUBLISHED.read_text(encoding="utf-8")), json.loads(made))
        if found:
            raise SetupError("this would break portals:\n  " + "\n  ".join(found))
    if not PUBLISHED.exists() or PUBLISHED.read_text(encoding="utf-8") != made:
        if only_compare:
            raise SetupError("docs/openapi-1.json is not of today: run `make contract`")
        PUBLISHED.write_text(made, encoding="utf-8")
        print(f"{PUBLISHED.relative_to(CHECKOUT)} written")
    return 0


def _made() -> str:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "api.json"
        command = [sys.executable, "manage.py", "spectacular", "--format", "openapi-json"]
        subprocess.run([*command, "--file", str(target)], cwd=CHECKOUT, check=True)
        document = json.loads(target.read_text(encoding="utf-8"))
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    run_as_program(main)
