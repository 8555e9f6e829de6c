"""The environment variables by which the product learns of its servers and keys in development."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping

from deploy.locks import held
from deploy.places import VENV, state_dir
from deploy.servers import Addresses


def product_environment(addresses: Addresses, environ: Mapping[str, str]) -> dict[str, str]:
    """What to add to `environ`: servers, keys, development mode, the virtualenv's programs first.

    Keys and the suffix of test databases are kept where the caller has set them already.
    """
    suffix = f"_{addresses.slot}" if addresses.slot else ""
    wishes = {**_keys(), "TITELWEG_ENV": "development", "TITELWEG_TEST_SUFFIX": suffix}
    return {
        **{name: environ.get(name) or value for name, value in wishes.items()},
        "DATABASE_URL": addresses.database_url,
        "DATABASE_OWNER_URL": addresses.owner_url,
        "REDIS_URL": addresses.redis_url,
        "VIRTUAL_ENV": str(VENV),
        "PATH": os.pathsep.join([str(VENV / "bin"), environ.get("PATH", os.defpath)]),
    }


def _keys() -> dict[str, str]:
    """Made once and kept, so that sessions and encrypted files outlive a restart."""
    kept = state_dir() / "keys.json"
    with held(state_dir() / "keys.lock"):
        if not kept.exists():
            fresh = kept.with_suffix(".new")
            fresh.touch(mode=0o600)
            fresh.write_text(json.dumps(_new_keys()))
            fresh.replace(kept)
    keys: dict[str, str] = json.loads(kept.read_text())
    return keys


def _new_keys() -> dict[str, str]:
    master = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return {"SECRET_KEY": secrets.token_urlsafe(50), "MASTER_KEY": master}
