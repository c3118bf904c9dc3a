"""Protection against SSRF: only public addresses are fetched, whatever name leads to them.

A page chooses the links that we follow, so it could point us at a router, a database or a
cloud's metadata service. Names are resolved here and nowhere else, and a connection goes to an
address that has been checked: a name that resolves differently a moment later gains nothing.
"""

import logging
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.resolver import HostResolution
from scrapy.utils.datatypes import LocalCache
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet import _idna, address, interfaces
from twisted.internet.defer import Deferred, succeed
from twisted.internet.defer import TimeoutError as LateError
from twisted.internet.threads import deferToThreadPool
from zope.interface import implementer  # type: ignore[import-untyped]

from newscrawler import config

logger = logging.getLogger(__name__)

_PORTS = {"http": 80, "https": 443}
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


class PrivateAddressError(Exception):
    """The host lies in a private network and the settings do not allow it."""


def is_public(address: str) -> bool:
    """Tell whether an IP address may be fetched (IANA special-purpose registries).

    An IPv6 address that stands for an IPv4 one (RFC 4291, 3056, 6052) is as public as that is.
    """
    ip: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(ip, IPv6Address):
        nat64 = IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
        inner = ip.ipv4_mapped or ip.sixtofour or nat64
        if inner is None and ip not in _GLOBAL_UNICAST:
            return False
        ip = inner or ip
    return ip.is_global and not ip.is_multicast


def is_allowed(allowed: frozenset[str], host: str, port: int) -> bool:
    """Tell whether NEWSCRAWLER_ALLOW_PRIVATE names a host, on any port or on this one."""
    name = _written(host)
    return name in allowed or f"{name}:{port}" in allowed


class _HasSettings(Protocol):
    settings: Any


@implementer(interfaces.IHostnameResolver)
class PublicResolver:
    """Resolves names, and gives no private address to anyone who means to connect.

    A process has one. `proxies` are the user's own, as (host, port): they may be private.
    """

    def __init__(
        self, reactor: Any, *, allowed: frozenset[str], timeout: float, cached: int
    ) -> None:
        self.proxies: set[tuple[str, int]] = set()
        self._reactor, self._allowed, self._timeout = reactor, allowed, timeout
        self._cached = cached
        self._known: LocalCache[str, tuple[str, ...]] = LocalCache(cached)

    @classmethod
    def from_crawler(cls, crawler: _HasSettings, reactor: Any) -> Self:
        """Read the settings; Scrapy calls it, with a process of crawlers."""
        settings = crawler.settings
        return cls(
            reactor,
            allowed=config.of(settings).allow_private,
            timeout=settings.getfloat("DNS_TIMEOUT"),
            cached=settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0,
        )

    @classmethod
    def of(cls, crawler: _HasSettings) -> Self:
        """Return the process's resolver; who runs crawlers by themselves has none yet."""
        from twisted.internet import reactor

        installed = reactor.nameResolver
        if not isinstance(installed, cls):
            installed = cls.from_crawler(crawler, reactor)
            installed.install_on_reactor()
        return installed

    def install_on_reactor(self) -> None:
        """Take the place of the reactor's own; Scrapy calls it."""
        self._reactor.installNameResolver(self)

    async def check(self, request: Request) -> None:
        """Refuse a request for a private address. Raises PrivateAddressError.

        Through a proxy too, which resolves again: what it finds nobody here can see. A name that
        only the proxy can resolve is left to it.
        """
        proxy = urlsplit(request.meta.get("proxy") or "")
        if proxy.hostname:
            port = proxy.port or _PORTS.get(proxy.scheme, 80)
            # Twisted names no port where it tunnels.
            self.proxies |= {(proxy.hostname, port), (proxy.hostname, 0)}
        parts = urlsplit(request.url)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        if is_allowed(self._allowed, host, port):
            return
        private = _first_private(await maybe_deferred_to_future(self._addresses(host)))
        if private is not None:
            name = _written(host)
            where = "" if private == host else f" is at {private}, which"
            raise PrivateAddressError(
                f"{name}{where} is a private address. "
                f"To allow it: NEWSCRAWLER_ALLOW_PRIVATE={name}:{port}"
            )

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[Any]] | None = None,  # noqa: N803
        transportSemantics: Any = "TCP",  # noqa: N803
    ) -> Any:
        """Tell the receiver a name's addresses, or none where one of them is private."""
        resolution = HostResolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)

        async def resolve() -> None:
            try:
                found = await self._addresses(hostName)
            except Exception:
                # Who is never answered waits for ever.
                logger.exception("%s: a bug in resolving", hostName)
                found = ()
            free = is_allowed(self._allowed, hostName, portNumber)
            if free or (hostName, portNumber) in self.proxies or _first_private(found) is None:
                for text in found:
                    kind = address.IPv6Address if ":" in text else address.IPv4Address
                    if addressTypes is None or kind in addressTypes:
                        resolutionReceiver.addressResolved(
                            kind(transportSemantics, text, portNumber)
                        )
            resolutionReceiver.resolutionComplete()

        Deferred.fromCoroutine(resolve())
        return resolution

    def _addresses(self, host: str) -> Deferred[tuple[str, ...]]:
        """Return all addresses of a host, the preferred first; none if it has none."""
        known = self._known.get(host)
        return succeed(known) if known else Deferred.fromCoroutine(self._look_up(host))

    async def _look_up(self, host: str) -> tuple[str, ...]:
        pool = self._reactor.getThreadPool()
        try:
            # As bytes: Python's own encoding of names is an older one than the browsers'.
            name = host.encode() if host.isascii() else _idna._idnaBytes(host)
            answer = await deferToThreadPool(
                self._reactor, pool, socket.getaddrinfo, name, None, 0, socket.SOCK_STREAM
            ).addTimeout(self._timeout, self._reactor)
        except (OSError, ValueError, LateError):
            return ()
        found = tuple(dict.fromkeys(str(entry[4][0]) for entry in answer))
        if self._cached:
            self._known[host] = found
        return found


def _first_private(addresses: tuple[str, ...]) -> str | None:
    return next((text for text in addresses if not is_public(text)), None)


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host
