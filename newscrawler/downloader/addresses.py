"""Only public addresses are fetched, whatever name or spelling leads to them.

A page chooses the links that we follow, so it could point us at a router, a database or a
cloud's metadata service. The check is made on the resolved address, hence for redirects too.
"""

from ipaddress import IPv6Address, ip_address
from typing import Any, ClassVar, Self

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.base import ReactorBase

from newscrawler import config


class PrivateAddressError(Exception):
    """The host lies in a private network and the settings do not allow it."""


def is_public(address: str) -> bool:
    """Tell whether an IP address may be fetched (IANA special-purpose registries)."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address) and (inner := ip.ipv4_mapped or ip.sixtofour):
        ip = inner
    return ip.is_global and not ip.is_multicast


def is_allowed(allowed: frozenset[str], host: str, port: int) -> bool:
    """Tell whether NEWSCRAWLER_ALLOW_PRIVATE names a host, on any port or on this one."""
    return host in allowed or f"{host}:{port}" in allowed


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver, which refuses private answers.

    Twisted turns every fault of a resolver into «no results», so `refused` keeps the reasons, by
    host; a process has one resolver.
    """

    refused: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, allowed: frozenset[str]) -> None:
        super().__init__(*args)
        self._hosts = {entry.rpartition(":")[0] if ":" in entry else entry for entry in allowed}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Read the settings; Scrapy calls it."""
        size = crawler.settings.getint("DNSCACHE_SIZE")
        if not crawler.settings.getbool("DNSCACHE_ENABLED"):
            size = 0
        allowed = config.of(crawler.settings).allow_private
        return cls(reactor, size, crawler.settings.getfloat("DNS_TIMEOUT"), allowed=allowed)

    def getHostByName(self, name: str, timeout: Any = ()) -> defer.Deferred[str]:  # noqa: N802
        """Resolve, and fail with PrivateAddressError where the answer is private."""
        answer: defer.Deferred[str] = super().getHostByName(name, timeout)
        return answer.addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if name.lower() not in self._hosts and not is_public(address):
            self.refused[name.lower()] = (
                f"{name} is at {address}, a private address. "
                f"To allow it: NEWSCRAWLER_ALLOW_PRIVATE={name}"
            )
            raise PrivateAddressError(self.refused[name.lower()])
        return address
