"""Addresses: read as browsers do, and the form in which two spellings of one are equal.

What comes from outside becomes an address in `absolute` and `of_header` alone (WHATWG URL), in the
spelling that stood there: archives are searched letter by letter. What is compared and stored as
an identity is `canonical_url` (RFC 3986, section 6).
"""

import re
import unicodedata
from functools import cache
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit, urlunsplit

import ada_url
from tldextract import TLDExtract

MAX_LENGTH = 2083
"""What Scrapy's URLLENGTH_LIMIT and old browsers bear."""

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_[ce]id|_ga|_gl|"
    r"ref_src|ref_url|cmpid|ocid|spm|trk|twclid|ttclid|vero_id|wickedid|at_\w+|"
    r"_hs(?:enc|mi)|hsctatracking|mkt_tok|s_cid|ns_(?:mchannel|source|campaign|linkname)|"
    r"pk_\w+|mtm_\w+|piwik_\w+|igsh|share_?from|__twitter_impression|from_?(?:amp|rss)|"
    # Sessions: each visitor, and each visit of ours, would have addresses of its own.
    r"phpsessid|jsessionid|aspsessionid\w*|cftoken",
    re.IGNORECASE,
)
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
# The same story for other eyes: AMP, print, mobile. Host labels, path segments, parameters.
_RENDERED_HOST = re.compile(r"(?:m|mobile|amp|wap|touch|print)\.(?=[^.]+\.[^.])")
_RENDERED_PATH = re.compile(
    r"^/(?:amp|print|mobile|m)(?=/.)|(?<=[^/])/(?:amp|print)/?$|\.(?:amp|print)(?=\.\w+$|$)"
)
_RENDERED_QUERY = re.compile(
    r"(?:no)?amp(?:=.*)?|(?:outputtype|output|format|view|version|mode|tmpl|layout)="
    r"(?:amp|print|printable|mobile|component)|print(?:able|er|view|_?friendly)?(?:=.*)?|"
    r"(?:m|mobile|nomobile)=(?:0|1|true|yes)|do=print",
    re.IGNORECASE,
)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp|cfm)$", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_PATH_SAFE = "/:@!$&'()*+,;=-._~"
_QUERY_SAFE = _PATH_SAFE.replace("'", "") + "?"  # browsers encode «'» in a query
_ASCII = "".join(map(chr, range(128)))
_BLANK = "".join(map(chr, range(33)))
"""What browsers strip from both ends of an address: control characters and spaces."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def absolute(base: str, href: str, encoding: str = "utf-8") -> str | None:
    """Resolve a link as browsers do (WHATWG URL), without its fragment; None if it is no address.

    The spelling stays: what is percent-encoded in small letters remains so. `encoding` is the
    page's, by Python's name: the letters of a link's query are sent in it.
    """
    href = href.strip(_BLANK)
    if not href or href[0] == "#":
        return None
    if not href.isascii():
        href = _encode_query(_SURROGATE.sub("\ufffd", href), encoding)
    try:
        url = str(ada_url.join_url(base, href)).partition("#")[0]
    except ValueError:
        return None
    return url if is_http(url) and len(url) <= MAX_LENGTH else None


def of_header(base: str, value: str) -> str | None:
    """Resolve the address in a header, whose bytes are latin-1 text here; None if it is none.

    Bytes that are not ASCII are sent as they are: most are raw UTF-8.
    """
    return absolute(base, quote(value, safe=_ASCII, encoding="latin-1", errors="replace"))


def is_address(url: str) -> bool:
    """Tell whether a text is an absolute address that can be fetched, in whatever spelling."""
    try:
        _ = urlsplit(url).port  # what Python cannot take apart would fail later
    except ValueError:
        return False
    return is_http(url) and absolute(url, url) is not None


def is_http(url: str) -> bool:
    """Tell whether a text begins like an address that can be fetched."""
    return url[:8].lower().startswith(("http://", "https://"))


def without_tracking(url: str) -> str:
    """Return an address, in its own spelling, without what tells visitors apart."""
    address, mark, query = url.partition("?")
    kept = "&".join(pair for pair in query.split("&") if not _is_tracking(pair))
    return _SESSION.sub("", address) + (f"?{kept}" if kept or (mark and not query) else "")


def canonical_url(url: str) -> str:
    """Return the form that identifies a page. Idempotent; never raises.

    Lower-case host (IDN as punycode), no default port, no fragment, no tracking parameters,
    the query's other parameters sorted, dot segments resolved, percent-encoding in one
    spelling (an Arabic slug raw, encoded, or encoded in lower case is one slug).
    """
    stripped = url.strip()
    try:
        parts = urlsplit(stripped)
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return stripped
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host:
        return stripped
    netloc = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    path = _encode(_no_dots(_SESSION.sub("", parts.path) or "/"), _PATH_SAFE)
    pairs = [p for p in parts.query.split("&") if p]
    kept = (p for p in pairs if not _is_tracking(p))
    query = "&".join(sorted(_encode(p, _QUERY_SAFE) for p in kept))
    return urlunsplit((scheme, netloc, path, query, ""))


def variant_key(url: str) -> str:
    """Return what all addresses of one story on one host share; no address to be fetched.

    Beyond the canonical form it drops the scheme, www and mobile hosts, AMP and print markers,
    index files, doubled and closing slashes, and Unicode's several spellings of one slug.
    Two addresses of one key are one page unless the pages themselves say otherwise.
    """
    canonical = canonical_url(url)
    parts = urlsplit(canonical)
    if parts.scheme not in _PORTS:
        return canonical
    host = plain_host(parts.netloc)
    path = _RENDERED_PATH.sub("", re.sub("/{2,}", "/", parts.path))
    path = unicodedata.normalize("NFC", unquote(_INDEX.sub("/", path))).rstrip("/")
    query = "&".join(p for p in parts.query.split("&") if not _RENDERED_QUERY.fullmatch(p))
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def spellings(url: str) -> list[str]:
    """Return the addresses that differ by scheme, ``www.`` or a closing slash, the nearest first.

    Most servers answer them with one page, or lead from one to the other.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS:
        return []
    path = parts.path.rstrip("/")
    bare = parts.netloc.removeprefix("www.")
    found = [
        urlunsplit((scheme, host, ending, parts.query, ""))
        for host in sorted({parts.netloc, bare, f"www.{bare}"}, key=parts.netloc.__ne__)
        for scheme in sorted(_PORTS, key=parts.scheme.__ne__)
        for ending in sorted({path, f"{path}/"}, key=parts.path.__ne__)
    ]
    return [other for other in found if other != url]


def plain_host(host: str) -> str:
    """Return the host that a site's editions share: without ``www.``, ``m.`` or ``amp.``."""
    return _RENDERED_HOST.sub("", host.removeprefix("www."), count=1)


def is_rendering(url: str) -> bool:
    """Tell whether an address is of an AMP, print or mobile edition of a page."""
    parts = urlsplit(canonical_url(url))
    return bool(
        _RENDERED_HOST.match(parts.netloc.removeprefix("www."))
        or _RENDERED_PATH.search(parts.path)
        or any(_RENDERED_QUERY.fullmatch(p) for p in parts.query.split("&"))
    )


def preference(url: str) -> tuple[bool, bool, int, str]:
    """Return a sort key: of a page's variants, the lowest is the one to name it by."""
    return is_rendering(url), not url.startswith("https:"), len(url), url


def same_site(a: str, b: str) -> bool:
    """Tell whether two addresses have the same registrable domain (or host, if it has none)."""
    return _domain(a) == _domain(b) != ""


def plausible_canonical(page: str, declared: str | None) -> str | None:
    """Return a declared rel=canonical in canonical form if it can be believed, else None.

    Templates often declare the home page or another site on every page; believing that would
    make one article of them all.
    """
    url = absolute(page, declared or "")
    if url is None or not same_site(page, url):
        return None
    if is_home(url) and not is_home(page):
        return None
    return canonical_url(url)


def is_home(url: str) -> bool:
    """Tell whether an address is a host's front page."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _is_tracking(pair: str) -> bool:
    return _TRACKING.fullmatch(pair.partition("=")[0]) is not None


def _encode_query(href: str, encoding: str) -> str:
    """Percent-encode the letters of a link's query in the page's encoding (WHATWG URL, 4.4)."""
    before, mark, fragment = href.partition("#")
    path, question, query = before.partition("?")
    if query.isascii() or encoding.startswith("utf"):
        return href
    # What the encoding lacks, forms and links send as a numbered HTML entity.
    coded = re.sub(
        "[^\\x00-\\x7f]",
        lambda c: quote(c[0].encode(encoding, "xmlcharrefreplace"), safe=""),
        query,
    )
    return path + question + coded + mark + fragment


def _domain(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    found = str(_suffixes()(host).top_domain_under_public_suffix)
    return found or (host if port is None else f"{host}:{port}")


@cache
def _suffixes() -> TLDExtract:
    # The list that the package ships; its default fetches a newer one from the network.
    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def _host(host: str) -> str:
    host = host.rstrip(".").lower()
    if ":" in host:
        return f"[{host}]"
    try:
        return host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return host


def _encode(text: str, safe: str) -> str:
    # Decode piece by piece, so that an encoded «/» or «&» is not taken for a separator.
    pieces = re.split("((?:%[0-9A-Fa-f]{2})+)", text)
    return "".join(
        _recode(piece) if number % 2 else quote(piece, safe=safe + "%", errors="replace")
        for number, piece in enumerate(pieces)
    ).replace("%%", "%25%")


def _recode(encoded: str) -> str:
    # Unreserved characters need no encoding (RFC 3986, section 2.3); all others keep it.
    return "".join(
        chr(byte) if (chr(byte).isalnum() and byte < 128) or byte in b"-._~" else f"%{byte:02X}"
        for byte in unquote_to_bytes(encoded)
    )


def _no_dots(path: str) -> str:
    if "/." not in path:
        return path
    out: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(out) > 1:
                out.pop()
        elif segment != ".":
            out.append(segment)
    if segments[-1] in (".", ".."):
        out.append("")
    return "/".join(out)
