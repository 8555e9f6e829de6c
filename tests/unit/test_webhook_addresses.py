"""Where a webhook may point to, and where never, whatever a name resolves to."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from correspondence.webhooks.addresses import (
    AddressRefused,
    HostUnknown,
    Policy,
    WebhookURLWrong,
    resolve,
    target,
)

PRODUCTION = Policy()
DEVELOPMENT = Policy(networks=(ip_network("127.0.0.0/8"),), plain_http=True, ports=None)
INSIDE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::1",
    "2001:0:7f00:1::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]


def answering(*addresses: str) -> Any:
    return lambda host, port, **_: [(0, 0, 0, "", (address, port)) for address in addresses]


@pytest.mark.parametrize("address", INSIDE)
def test_no_name_leads_inside(address: str) -> None:
    somewhere = target("https://hooks.example.org/", policy=PRODUCTION)
    with pytest.raises(AddressRefused):
        resolve(somewhere, policy=PRODUCTION, resolver=answering(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_public_addresses_are_connected_to(address: str) -> None:
    somewhere = target("https://hooks.example.org/", policy=PRODUCTION)
    found = resolve(somewhere, policy=PRODUCTION, resolver=answering(address))
    assert found == (ip_address(address),)


def test_one_address_inside_spoils_the_answer() -> None:
    somewhere = target("https://hooks.example.org/", policy=PRODUCTION)
    with pytest.raises(AddressRefused):
        resolve(somewhere, policy=PRODUCTION, resolver=answering("93.184.216.34", "10.0.0.1"))


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "2130706433", "0x7f.1"])
def test_no_spelling_of_this_machine_gets_through(host: str) -> None:
    with pytest.raises((AddressRefused, HostUnknown)):
        resolve(target(f"https://{host}/", policy=PRODUCTION), policy=PRODUCTION)


def test_a_network_that_is_allowed_can_be_reached() -> None:
    here = target("http://127.0.0.1:9000/hooks", policy=DEVELOPMENT)
    assert resolve(here, policy=DEVELOPMENT) == (ip_address("127.0.0.1"),)


def test_a_name_without_an_address_is_told_apart() -> None:
    def unknown(*_arguments: object, **_options: object) -> Any:
        raise OSError

    with pytest.raises(HostUnknown):
        resolve(
            target("https://gone.example/", policy=PRODUCTION), policy=PRODUCTION, resolver=unknown
        )


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/",
        "ftp://hooks.example.org/",
        "//hooks.example.org/",
        "hooks.example.org",
        "https://",
        "https:///path",
        "https://me:secret@hooks.example.org/",
        "https://me@hooks.example.org/",
        "https://hooks.example.org/#fragment",
        "https://hooks.example.org/#",
        "https://hooks.example.org:22/",
        "https://hooks.example.org:99999/",
        "https://hooks.example.org:port/",
        "https://hooks.example.org\\@inside/",
        "https://hooks.example.org/a b",
        "https://hooks.example.org/\r\nHost:inside",
        "https://bücher.example/",
        "https://[::1",
        "https://hooks.example.org/" + "a" * 2000,
        "",
    ],
)
def test_an_address_that_breaks_a_rule_is_refused(url: str) -> None:
    with pytest.raises(WebhookURLWrong) as refused:
        target(url, policy=PRODUCTION)
    assert refused.value.pointer == "/url"
    assert str(refused.value.params["why"])


def test_host_and_path_are_those_of_the_address() -> None:
    found = target("https://Hooks.example.org:8443?a=1", policy=PRODUCTION)
    assert (found.authority, found.path) == ("hooks.example.org:8443", "/?a=1")
    assert target("https://hooks.example.org/x", policy=PRODUCTION).authority == "hooks.example.org"
