"""`make token`: a bearer token of the running stack's demo portal or sandbox, for curl."""

from __future__ import annotations

import argparse
import json
import urllib.error
import urllib.parse
import urllib.request

from deploy.errors import SetupError, run_as_program
from deploy.places import RUN


def bearer_token(portal: str = "portal") -> str:
    """Ask the running product for a token by client credentials; `portal` or `sandbox`.

    Raises `SetupError` if no stack runs or it refuses.
    """
    try:
        facts = json.loads((RUN / "stack.json").read_text())
    except FileNotFoundError:
        raise SetupError("No stack is running: make up") from None
    form = urllib.parse.urlencode(
        {"grant_type": "client_credentials", **_credentials(facts[portal])}
    )
    request = urllib.request.Request(f"{facts['url']}/oauth/token", data=form.encode())  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:  # noqa: S310 -- our own stack
            return str(json.load(reply)["access_token"])
    except urllib.error.HTTPError as refusal:
        refusal.close()  # it is the answer, and holds the connection
        raise SetupError(f"{facts['url']} gave no token: {refusal}") from None
    except urllib.error.URLError as error:
        if isinstance(error.reason, ConnectionRefusedError):  # it was killed, and left its facts
            raise SetupError("No stack is running: make up") from None
        raise SetupError(f"{facts['url']} gave no token: {error}") from None


def _credentials(portal: dict[str, str]) -> dict[str, str]:
    return {"client_id": portal["client_id"], "client_secret": portal["client_secret"]}


def main() -> int:
    """`python -m deploy.bearer [--sandbox]`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sandbox", action="store_true", help="of the sandbox portal")
    print(bearer_token("sandbox" if parser.parse_args().sandbox else "portal"))
    return 0


if __name__ == "__main__":
    run_as_program(main)
