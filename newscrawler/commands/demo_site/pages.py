"""The pages of the demo's site: articles, listings, sitemaps, a feed."""

from collections.abc import Iterable
from datetime import date, datetime
from email.utils import format_datetime
from html import escape
from typing import Protocol

_MONTHS = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر",
    "نوفمبر", "ديسمبر",
)  # fmt: skip


class _Story(Protocol):
    """What a page needs to know of a story."""

    @property
    def path(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def views(self) -> int: ...
    @property
    def section(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def paragraphs(self) -> tuple[str, ...]: ...


def article(story: _Story, others: Iterable[_Story], base: str) -> str:
    """Return an article's page, with the furniture that must not end in its body."""
    arabic = story.language == "ar"
    related = "".join(f'<li><a href="{o.path}">{escape(o.title)}</a></li>' for o in others)
    text = "\n".join(f"<p>{escape(p)}</p>" for p in story.paragraphs)
    labels = ("أقسام", "اقرأ أيضًا", "صورة من الأرشيف") if arabic else (
        "Sections", "Read also", "Archive picture")  # fmt: skip
    return f"""<!DOCTYPE html>
<html lang="{story.language}" dir="{"rtl" if arabic else "ltr"}">
<head><meta charset="utf-8"><title>{escape(story.title)} | الوادي</title>
<link rel="canonical" href="{base}{story.path}"></head>
<body>
<header><a href="/">الوادي</a> <nav><a href="/page/2/">{labels[1]}</a></nav></header>
<article>
<h1 class="entry-title">{escape(story.title)}</h1>
<div class="entry-meta"><span class="date">{_printed_day(story.day, arabic=arabic)}</span>
<span class="views">{_printed_views(story.views, arabic=arabic)}</span>
<span class="sections">{labels[0]} <a rel="category">{escape(story.section)}</a></span></div>
<div class="entry-content">
<figure><img src="/picture.jpg" alt=""><figcaption>{labels[2]}</figcaption></figure>
{text}
<div class="related"><h4>{labels[1]}</h4><ul>{related}</ul></div>
</div>
</article>
<footer>© 2026 الوادي</footer>
</body></html>
"""


def listing(stories: Iterable[_Story], base: str, following: str | None) -> str:
    """Return a list of stories, with links as sites have them: dead, forbidden, decorated."""
    items = "".join(
        f'<li><a href="{s.path}?utm_source=home&amp;utm_medium=list">{escape(s.title)}</a></li>'
        for s in stories
    )
    more = f'<a rel="next" href="{following}">التالي</a>' if following else ""
    return f"""<!DOCTYPE html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>الوادي</title></head>
<body><h1>الوادي</h1><ul>{items}
<li><a href="{base}/2017/01/01/vanished/">خبر حُذف</a></li>
<li><a href="/2017/01/02/drafts/unready/">مسودة</a></li></ul>{more}</body></html>
"""


def robots(base: str) -> str:
    """Return robots.txt: one forbidden path, and where the sitemap is."""
    return f"User-agent: *\nDisallow: /2017/01/02/drafts/\n\nSitemap: {base}/sitemap_index.xml\n"


def sitemap_index(base: str) -> str:
    """Return the index of the two sitemaps, one of them gzipped."""
    names = ("sitemap-ar.xml.gz", "sitemap-en.xml")
    inner = "".join(f"<sitemap><loc>{base}/{name}</loc></sitemap>" for name in names)
    return f'{_XML}<sitemapindex xmlns="{_SITEMAP}">{inner}</sitemapindex>\n'


def sitemap(stories: Iterable[_Story], base: str) -> str:
    """Return a sitemap with days of change."""
    inner = "".join(
        f"<url><loc>{base}{s.path}</loc><lastmod>{s.day}</lastmod></url>" for s in stories
    )
    return f'{_XML}<urlset xmlns="{_SITEMAP}">{inner}</urlset>\n'


def feed(stories: Iterable[_Story], base: str) -> str:
    """Return an RSS 2.0 feed; one entry still has its old, redirecting address."""
    inner = "".join(
        f"<item><title>{escape(s.title)}</title><link>{base}{s.path}</link>"
        f"<pubDate>{format_datetime(datetime(s.day.year, s.day.month, s.day.day))}</pubDate></item>"  # noqa: DTZ001 - RFC 822 "-0000": the zone is unknown
        for s in stories
    )
    moved = f"<item><title>جسر</title><link>{base}/bridge</link></item>"
    return (
        f'{_XML}<rss version="2.0"><channel><title>الوادي</title>{inner}{moved}</channel></rss>\n'
    )


_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _printed_day(day: date, *, arabic: bool) -> str:
    return (
        f"{day.day} {_MONTHS[day.month - 1]}، {day.year}"
        if arabic
        else f"{day:%B} {day.day}, {day.year}"
    )


def _printed_views(count: int, *, arabic: bool) -> str:
    if not arabic:
        return f"{count:,} views"
    if count in (1, 2):
        return "مشاهدة واحدة" if count == 1 else "مشاهدتان"
    return f"{count} {'مشاهدات' if count % 100 in range(3, 11) or count > 99 else 'مشاهدة'}"
