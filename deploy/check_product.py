"""What the product can check of itself: migrations, deployment settings, API schema.

The settings are checked as they would be in production, so that nothing in them is there only
for development.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

from deploy.errors import SetupError, run_as_program
from deploy.places import CHECKOUT

PRODUCTION = {
    "TITELWEG_ENV": "production",
    "PUBLIC_URL": "https://titelweg.example",
    "ALLOWED_HOSTS": "titelweg.example",
    "EMAIL_URL": "smtp+tls://titelweg:password@mail.example:587",
    "PAYMENT_URL": "https://pay.example",
    "PAYMENT_TOKEN": "a token of the payment service",
    "PRODUCER_URL": "https://producer.example",
    "PRODUCER_TOKEN": "a token of the producer",
}
CHECKS: tuple[tuple[tuple[str, ...], Mapping[str, str]], ...] = (
    (("makemigrations", "--check", "--dry-run"), {}),
    (("check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
    (("spectacular", "--validate", "--fail-on-warn", "--file", os.devnull), {}),
)


def main() -> int:
    """Run every check, also after one that failed; 1 if any did."""
    failed = [arguments[0] for arguments, additions in CHECKS if not _passes(arguments, additions)]
    if failed:
        raise SetupError(f"failed: {', '.join(failed)}")
    return 0


def _passes(arguments: tuple[str, ...], additions: Mapping[str, str]) -> bool:
    print("manage.py", *arguments, flush=True)
    command = [sys.executable, "manage.py", *arguments]
    environment = {**os.environ, **additions}
    return subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode == 0


if __name__ == "__main__":
    run_as_program(main)
