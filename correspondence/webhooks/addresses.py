"""Where a webhook may point to: never into our own network, whatever a name resolves to.

Public: `Policy`, `Target`, `target`, `resolve`, `AddressRefused`, `HostUnknown`.

Resolving and connecting are one look-up: `resolve` answers addresses, and the connection is made
to those. A name that is asked twice could answer differently the second time ("DNS rebinding").
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, InvalidInput

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolver = Callable[..., Sequence[tuple[Any, ...]]]  # as socket.getaddrinfo

_VISIBLE_ASCII = re.compile(r"[!-~]{1,2000}")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45}")
_IPV6_UNICAST = ip_network("2000::/3")  # RFC 4291: nothing else has been given out
# What carries an IPv4 address inside, which may be one of ours: RFC 3056, 4380.
_CARRIERS = (ip_network("2002::/16"), ip_network("2001::/32"))


class WebhookURLWrong(InvalidInput):
    """The address cannot be that of a webhook; `why` says which rule it breaks."""

    code = "webhook_url_wrong"
    sentence = _("This address cannot be used for a webhook: %(why)s")


class AddressRefused(DomainError):
    """The host is, or resolves to, an address that no webhook may reach."""

    code = "webhook_address_refused"
    sentence = _("This host leads to an address that is not public.")


class HostUnknown(DomainError):
    """The host's name has no address at present."""

    code = "webhook_host_unknown"
    sentence = _("This host's name cannot be resolved.")


@dataclass(frozen=True)
class Policy:
    """What is allowed beyond public addresses on the usual ports.

    `networks` may be reached although they are not public; `plain_http` and any port are for
    development, where the receiver runs on the same machine.
    """

    networks: tuple[Network, ...] = ()
    plain_http: bool = False
    ports: frozenset[int] | None = frozenset({443, 8443})

    @classmethod
    def configured(cls) -> Policy:
        """As the settings say."""
        return cls(
            networks=tuple(ip_network(network) for network in settings.WEBHOOK_NETWORKS),
            plain_http=settings.DEVELOPMENT,
            ports=None if settings.DEVELOPMENT else frozenset(settings.WEBHOOK_PORTS),
        )

    def allows(self, address: Address) -> bool:
        """Whether a connection to `address` may be made."""
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            return self.allows(address.ipv4_mapped)
        if any(address in network for network in self.networks):
            return True
        return address.is_global and _is_unicast(address)


def _is_unicast(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return not (address.is_multicast or address.is_reserved)
    return address in _IPV6_UNICAST and not any(address in carrier for carrier in _CARRIERS)


@dataclass(frozen=True)
class Target:
    """The parts of a webhook's address that a request is made of."""

    secure: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The `Host` of a request: without the port where it is the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


def target(url: str, *, policy: Policy) -> Target:
    """Read an address. Raises `WebhookURLWrong` with the rule that it breaks."""
    parts = _split(url)
    found = Target(
        secure=parts.scheme == "https",
        host=parts.hostname or "",
        port=_port(parts),
        path=f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}",
    )
    if not found.secure and not (parts.scheme == "http" and policy.plain_http):
        raise _wrong(_("it must begin with https://."))
    if not _HOST.fullmatch(found.host):
        raise _wrong(_("it must name a host in ASCII (an IDN as xn--…)."))
    if policy.ports is not None and found.port not in policy.ports:
        raise _wrong(_("this port is not allowed."))
    return found


def resolve(
    target: Target, *, policy: Policy, resolver: Resolver = socket.getaddrinfo
) -> tuple[Address, ...]:
    """The addresses of the target's host, all of them allowed.

    One that is not allowed spoils the whole answer: nobody has an honest reason for mixing.
    Raises `HostUnknown`, `AddressRefused`.
    """
    try:
        answers = resolver(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # UnicodeError: a label that is too long
        raise HostUnknown from error
    found = tuple(dict.fromkeys(ip_address(answer[4][0]) for answer in answers))
    if not found:
        raise HostUnknown
    if not all(policy.allows(address) for address in found):
        raise AddressRefused
    return found


def _split(url: str) -> SplitResult:
    if not _VISIBLE_ASCII.fullmatch(url) or "\\" in url:
        raise _wrong(_("it may have 2000 visible ASCII characters, and no backslash."))
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _wrong(_("it cannot be read.")) from None
    if "@" in parts.netloc:
        raise _wrong(_("it must not contain credentials."))
    if "#" in url:
        raise _wrong(_("it must not have a fragment."))
    return parts


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise _wrong(_("this port is not allowed.")) from None


def _wrong(why: str | Promise) -> WebhookURLWrong:
    return WebhookURLWrong(pointer="/url", why=why)
