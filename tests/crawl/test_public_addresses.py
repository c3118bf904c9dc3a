import asyncio
import socket
from collections.abc import Callable
from typing import Any

import pytest
from scrapy import Request
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from newscrawler.crawl.fetch.public_addresses import (
    PrivateAddressError,
    PublicResolver,
    is_allowed,
    is_public,
)

PUBLIC = "93.184.216.34"


class Reactor(Clock):
    """Does at once what threads would do later."""

    def getThreadPool(self) -> "Reactor":  # noqa: N802
        return self

    def callInThreadWithCallback(  # noqa: N802
        self, done: Callable[[bool, Any], None], task: Callable[..., Any], *args: Any
    ) -> None:
        try:
            result = task(*args)
        except OSError:
            done(False, Failure())  # type: ignore[no-untyped-call]
        else:
            done(True, result)

    def callFromThread(self, task: Callable[..., Any], *args: Any) -> None:  # noqa: N802
        task(*args)


class Receiver:
    def __init__(self) -> None:
        self.found: list[tuple[str, int]] = []
        self.complete = False

    def resolutionBegan(self, _: object) -> None:  # noqa: N802
        assert not self.found

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.found.append((address.host, address.port))

    def resolutionComplete(self) -> None:  # noqa: N802
        self.complete = True


def resolver(*allowed: str, cached: int = 10) -> PublicResolver:
    return PublicResolver(Reactor(), allowed=frozenset(allowed), timeout=60, cached=cached)


def check(own: PublicResolver, url: str, **meta: str) -> None:
    asyncio.run(own.check(Request(url, meta=meta)))


def connect_to(own: PublicResolver, host: str, port: int = 80) -> list[tuple[str, int]]:
    receiver = Receiver()
    own.resolveHostName(receiver, host, port)
    assert receiver.complete
    return receiver.found


def names(monkeypatch: pytest.MonkeyPatch, *answers: dict[str, list[str]]) -> None:
    """Let names have addresses: at the first question of the first answers, and so on."""
    waiting = list(answers)

    def getaddrinfo(name: bytes, *_: object) -> list[Any]:
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return [(0, 0, 0, "", (text, 0)) for text in answer[name.decode()]]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "2606:4700:4700::1111", PUBLIC, "64:ff9b::8.8.8.8", "2002:808:808::1",
     "::ffff:8.8.8.8"],
)  # fmt: skip
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "0.0.0.0", "::1", "::",
     "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "224.0.0.1",
     "100.64.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "240.0.0.1", "::127.0.0.1",
     "64:ff9b::10.0.0.1", "64:ff9b:1::8.8.8.8", "2001:0:7f00:1::", "2001:db8::1", "fec0::1",
     "ff02::1", "fe80::1%eth0", "5f00::1"],
)  # fmt: skip
def test_private_however_spelled(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.1", "0",
     "LOCALHOST", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]",
     "①②⑦.⓪.⓪.①", "127。0。0。1", "1２7.0.0.1", "[fe80::1]"],
)  # fmt: skip
def test_no_spelling_of_a_private_address_is_fetched(host: str) -> None:
    with pytest.raises(PrivateAddressError, match="a private address"):
        check(resolver(), f"http://{host}/")


def test_a_dot_behind_an_address_leads_nowhere() -> None:
    assert connect_to(resolver(), "127.0.0.1.") == []


def test_one_private_answer_of_several_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, {"mixed.example": [PUBLIC, "10.0.0.1"]})
    own = resolver()
    with pytest.raises(PrivateAddressError) as refusal:
        check(own, "https://mixed.example/")
    assert str(refusal.value) == (
        "mixed.example is at 10.0.0.1, which is a private address. "
        "To allow it: NEWSCRAWLER_ALLOW_PRIVATE=mixed.example:443"
    )
    assert connect_to(own, "mixed.example", 443) == []


def test_a_name_that_rebinds_is_checked_where_the_connection_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names(monkeypatch, {"rebind.example": [PUBLIC]}, {"rebind.example": ["127.0.0.1"]})
    own = resolver(cached=0)
    check(own, "http://rebind.example/")
    assert connect_to(own, "rebind.example") == []


def test_what_was_checked_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    six = "2606:4700:4700::1111"
    names(monkeypatch, {"good.example": [PUBLIC, six]}, {"good.example": ["127.0.0.1"]})
    own = resolver()
    check(own, "http://good.example/")
    assert connect_to(own, "good.example", 8080) == [(PUBLIC, 8080), (six, 8080)]


def test_named_hosts_are_open_on_the_ports_that_are_named() -> None:
    own = resolver("127.0.0.1:81", "[::1]:81", "localhost")
    for url in ("http://127.0.0.1:81/", "http://[::1]:81/", "https://localhost/"):
        check(own, url)
    assert connect_to(own, "::1", 81) == [("::1", 81)]
    for url in ("http://127.0.0.1/", "http://[::1]:80/", "http://2130706433:81/"):
        with pytest.raises(PrivateAddressError):
            check(own, url)
    assert connect_to(own, "127.0.0.1", 80) == []


def test_allowed_on_any_port_or_on_one() -> None:
    assert is_allowed(frozenset({"127.0.0.1"}), "127.0.0.1", 80)
    assert is_allowed(frozenset({"127.0.0.1:81"}), "127.0.0.1", 81)
    assert not is_allowed(frozenset({"127.0.0.1:81"}), "127.0.0.1", 80)


def test_through_a_proxy_the_target_is_checked_and_the_proxy_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names(monkeypatch, {"proxy.local": ["10.0.0.9"], "inside.example": ["10.0.0.5"],
                        "site.example": [PUBLIC]})  # fmt: skip
    own = resolver()
    proxy = "http://proxy.local:3128"
    check(own, "https://site.example/", proxy=proxy)
    assert connect_to(own, "proxy.local", 3128) == [("10.0.0.9", 3128)]
    with pytest.raises(PrivateAddressError):
        check(own, "http://inside.example/", proxy=proxy)
    # A page cannot lead to the proxy itself.
    with pytest.raises(PrivateAddressError):
        check(own, "http://proxy.local:3128/")
    assert connect_to(own, "proxy.local", 80) == []


def test_what_only_the_proxy_can_resolve_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_: object) -> list[Any]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    check(resolver(), "http://far.example/", proxy="http://proxy.example:3128")
