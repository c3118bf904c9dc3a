"""Clues in a URL to the page behind it, before it is fetched."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|css|js|json|xml|rss|atom|txt|pdf|docx?|xlsx?|pptx?|zip|rar|"
    r"mp[34]|m4a|webm|avi|mov|apk|exe)$",
    re.IGNORECASE,
)
# What hangs deeper below /category/ may be an article of it.
_LISTS = re.compile(
    r"/(?:tags?|categor(?:y|ies)|authors?)(?:/[^/]*)?(?:/page/\d+)?/?$|/page/\d+/?$|"
    # WordPress's «/archives/1234» is an article.
    r"/archives?(?:/(?!(?!(?:19|20)\d\d/?$)\d+/?$)[^/]*)?(?:/page/\d+)?/?$|"
    r"/index[_-]?\d+\.html?$|^/(?:19|20)\d\d(?:/\d\d?){0,2}/?$",
    re.IGNORECASE,
)
_TOOLS = re.compile(
    r"/(?:login|register|feed|rss|wp-(?:content|admin|json|login\.php)|cdn-cgi|cart|account)(?:/|$|\.)",
    re.IGNORECASE,
)
# Words that sections of news have as well: what follows them tells.
_FORMS = re.compile(
    r"/(?:search|contact(?:-us)?|about(?:-us)?|privacy(?:-policy)?|terms|subscribe|newsletters?)"
    r"(?:\.\w+)?(?P<below>/.*)?$",
    re.IGNORECASE,
)
# Pelican, Nikola, Shopify and others keep static pages there; SharePoint keeps articles there.
_STATIC = re.compile(r"/pages?/[^/.]+(?:\.html?)?/?$", re.IGNORECASE)
_NO_ARTICLE_KEY = re.compile(r"(?:^|&)(?:s|replytocom|share|cat|tag|author|paged|feed)=")
_DATED = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])(?:[/-]|$)")
_NUMBERED = re.compile(r"(?:^|\D)\d{4,}(?:\D|$)")
_ARTICLE_KEYS = ("p", "id", "article", "news", "aid", "newsid", "storyid", "nid")
# Sitemaps of what is no article, as WordPress, Yoast and Rank Math name them.
_OTHER_SITEMAP = re.compile(
    r"/wp-sitemap-(?:taxonomies|users|posts-page|posts-attachment)-|"
    r"/(?:page|category|post_tag|tag|author|attachment|local|video|image)-sitemap\d*\.xml"
)


def surely_no_article(url: str) -> bool:
    """Tell whether an address is a file's, a section's, a tag's, an author's, a form's."""
    return why_no_article(url) is not None


def why_no_article(url: str, *, dated: bool = False) -> str | None:
    """Return why an address is no article's by its shape; None where it may be one.

    `dated`: a feed, a sitemap or an API gives it a day, so that only a file is none.
    """
    parts = urlsplit(url)
    if _FILE.search(unquote(parts.path)):
        return "its address is a file's"
    if dated:
        return None
    if is_list(url):
        return "its address is a list's"
    form = _FORMS.search(parts.path)
    if _TOOLS.search(parts.path) or (form and not _is_story(form["below"] or "")):
        return "its address is a form's or a page's about the site"
    if _NO_ARTICLE_KEY.search(parts.query) and not _has_number(parts.query):
        return "its query is a list's"
    return None


def _is_story(path: str) -> bool:
    """Tell whether a path ends in a day or a number, and the words of a headline."""
    last = path.rstrip("/").rpartition("/")[2]
    words = [word for word in re.split(r"[-_+ ]", unquote(last)) if len(word) > 1]
    return bool(len(words) >= 3 and (_DATED.search(path) or _NUMBERED.search(last)))


def _has_number(query: str) -> bool:
    """Tell whether a query has an article's key with a number, beside whatever else."""
    pairs = (pair.partition("=") for pair in query.lower().split("&"))
    return any(key in _ARTICLE_KEYS and value.isdecimal() for key, _, value in pairs)


def is_list(url: str) -> bool:
    """Tell whether an address is of a section, a tag, an author, or a further page of a list."""
    parts = urlsplit(url)
    return bool(_LISTS.search(parts.path)) or "paged=" in parts.query


def is_static(url: str) -> bool:
    """Tell whether an address is where publishing software keeps static pages."""
    return bool(_STATIC.search(urlsplit(url).path))


def surely_no_articles(sitemap_url: str) -> bool:
    """Tell whether a sitemap, by its name, lists tags, authors or static pages."""
    return bool(_OTHER_SITEMAP.search(sitemap_url))


def may_be_section(url: str) -> bool:
    """Tell whether an address may be a section's front page: short, no file, no form."""
    parts = urlsplit(url)
    depth = len(parts.path.strip("/").split("/"))
    refused = (
        _FILE.search(unquote(parts.path)),
        _FORMS.search(parts.path),
        _TOOLS.search(parts.path),
    )
    return parts.path != "/" and depth <= 3 and not parts.query and not any(refused)


def is_numbered(url: str) -> bool:
    """Tell whether an address carries a day or an article's number."""
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/")
    if not path.strip("/") or path == "/index.php":
        return any(key in parse_qs(parts.query) for key in _ARTICLE_KEYS)
    last = path.rpartition("/")[2]
    return bool(_DATED.search(path) or _NUMBERED.search(last) or _NUMBERED.search(parts.query))


def tells_an_article(url: str, text: str = "") -> bool:
    """Guess from an address, and the text of a link to it, whether it is an article's.

    A day or a number in the path, or a slug of three words and more; never a section, a tag, a
    file or the home page.
    """
    if surely_no_article(url):
        return False
    if is_numbered(url):
        return True
    slug = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    words = [w for w in re.split(r"[-_+ ]", slug) if len(w) > 1]
    return len(words) >= 3 or (bool(slug) and len(text.split()) >= 6)


def shape(url: str) -> str:
    """Return the address with its changing parts masked: those of one list have one shape.

    Numbers are masked, and so is the last segment of the path; what leads to it stays.
    """
    parts = urlsplit(url)
    path = re.sub(r"\d+", "#", parts.path).rstrip("/")
    head = path.rpartition("/")[0]
    keys = "&".join(pair.partition("=")[0] for pair in parts.query.split("&"))
    return f"{parts.netloc}{head}/*?{keys}"
