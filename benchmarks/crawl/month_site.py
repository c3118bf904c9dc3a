"""A news site on 127.0.0.1 that lives through a month, and keeps the truth about it.

It publishes, edits, deletes, moves, brings back; it changes its design, blocks, goes down. What
happens when is planned from a seed before the first request; what it answers depends on its clock
alone, but for view counts and boxes, which change with each request and mean nothing.
"""

import random
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha1
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zoneinfo import ZoneInfo

START = datetime(2026, 1, 12, tzinfo=UTC)
"""Midnight of day 1."""
ZONE = ZoneInfo("Asia/Riyadh")
BACKLOG = 9
"""Days that it has published before anybody looked."""

_RHYTHM = (1, 0, 0, 0, 1, 3, 6, 8, 7, 6, 5, 6, 5, 4, 4, 5, 6, 7, 5, 4, 3, 2, 1, 1)
"""How likely each hour of the day (UTC) is for a story."""
_MONTHS = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر",
    "نوفمبر", "ديسمبر",
)  # fmt: skip
_SECTIONS = {
    "ar": {"akhbar": "أخبار", "riyada": "رياضة", "iqtisad": "اقتصاد"},
    "en": {"region": "Region", "culture": "Culture"},
}
_ARABIC = """
الوزير المجلس المدينة الطريق الجسر المدرسة الطلاب المعلمون الفريق المباراة الهدف الملعب المدرب
السوق الأسعار القمح الخبز الوقود المصنع العمال الشركة البنك القرض الميناء السفينة القطار المحطة
المطار الرحلة المستشفى الأطباء المرضى الدواء الماء النهر السد الكهرباء الشبكة المطر العاصفة الحريق
الغابة المزارعون الموسم الزيتون المحكمة القاضي القانون الانتخابات المرشح الصندوق المؤتمر الوفد
الاتفاق الحدود اللجنة التقرير الميزانية المشروع الحي السكان البلدية الحديقة المتحف المسرح الكتاب
الشاعر المعرض الفيلم أعلن قال أكد افتتح وقع زار ناقش رفض وافق أجل بدأ انتهى ارتفع انخفض تراجع
استأنف حذر دعا طالب أوضح كشف توقع شهد استقبل غادر وصل فاز خسر تعادل سجل خلال بعد قبل أمس اليوم
صباح مساء منذ حتى في من إلى على عن مع بين دون رغم بسبب جديد كبير صغير قديم مهم عاجل محلي وطني شمال
جنوب شرق غرب وسط أول ثاني ثالث ألف مئة مليون نحو أكثر أقل جميع بعض كل عدد نسبة
"""
_ENGLISH = """
council minister harbour bridge school pupils teachers team match goal stadium coach market prices
wheat bread fuel factory workers company bank loan port ferry train station airport flight
hospital doctors patients medicine water river dam power grid rain storm fire forest farmers
season olives court judge law election candidate ballot conference delegation agreement border
committee report budget project district residents town park museum theatre book poet exhibition
film announced said confirmed opened signed visited discussed rejected approved delayed began
ended rose fell dropped resumed warned urged asked explained revealed expected saw received left
arrived won lost drew scored during after before yesterday today morning evening since until in
from to on about with between without despite because new large small old important urgent local
national north south east west central first second third thousand hundred million nearly more
fewer all some every number share road valley village island coast mountain night summer winter
spring engine machine
"""
_WORDS = {"ar": _ARABIC.split(), "en": _ENGLISH.split()}
_LABELS = {
    "ar": ("مشاهدات", "اقرأ أيضا", "الصفحة غير موجودة", "عذرا، لم نجد الصفحة التي تبحث عنها."),
    "en": ("views", "Read also", "Page not found", "Sorry, the page you asked for does not exist."),
}
PROFILE = """name        = "month"
domains     = ["127.0.0.1"]
timezone    = "Asia/Riyadh"
discover    = [
  "{url}/sitemap_index.xml",
  "{url}/news-sitemap.xml",
  "{url}/feed.xml",
  "{url}/section/akhbar/",
  "{url}/section/region/",
]
article_url = '/news/[a-z-]+-\\d+'

[[layout]]
title     = 'h1.post-title'
body      = '.post-body > p'
published = '.post-date'
section   = '.post-section'
views     = '.post-views'
"""
REPAIR = """
[[layout]]
since     = {since}
title     = '.c-hero__t'
body      = '.c-text > .c-par'
published = '.c-hero__i u::attr(data-at)'
section   = '.c-hero__i i'
views     = '.c-hero__i b'
"""
"""What a person would write who saw the new design."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A text, from a time on. `told`: the sitemap's lastmod says so; `headline`: its title too."""

    at: datetime
    title: str
    paragraphs: tuple[str, ...]
    told: bool
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Absence:
    """A time in which a story is not there. `how`: ``404``, ``410``, ``home``, ``soft``."""

    since: datetime
    until: datetime | None
    how: str

    def covers(self, at: datetime) -> bool:
        """Tell whether it lasts then."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(slots=True)
class Story:
    """One story and all that will ever happen to it."""

    number: int
    language: str
    section: str
    path: str
    editions: list[Edition]
    absence: Absence | None = None
    moved_at: datetime | None = None
    moved_to: str | None = None
    validators: bool = True
    """It has an ETag and a Last-Modified, which view counts and boxes do not change."""
    seen: int = 0

    @property
    def born(self) -> datetime:
        """When it was published."""
        return self.editions[0].at

    def edition(self, at: datetime) -> Edition:
        """Return its text at a time; the first, before it was born."""
        return [e for e in self.editions if e.at <= at or e is self.editions[0]][-1]

    def is_online(self, at: datetime) -> bool:
        """Tell whether its page is there."""
        return self.born <= at and not (self.absence and self.absence.covers(at))

    def address(self, at: datetime) -> str:
        """Return its path at a time."""
        return (
            self.moved_to if self.moved_at and self.moved_to and at >= self.moved_at else self.path
        )

    def modified(self, at: datetime) -> datetime:
        """Return what the sitemap says of its last change."""
        told = [e.at for e in self.editions if e.at <= at and (e.told or e is self.editions[0])]
        told += [self.moved_at] if self.moved_at and self.moved_at <= at else []
        back = self.absence.until if self.absence else None
        return max([*told, *([back] if back and back <= at else [])])


def section(story: Story) -> str:
    """Return the section of a story, as the site prints it."""
    return _SECTIONS[story.language][story.section]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a story. `kind`: published, edited, removed, returned, moved."""

    kind: str
    how: str
    at: datetime
    story: Story
    told: bool = True
    """A list that everybody reads says so."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A time in which the site as a whole answers otherwise."""

    how: str
    since: datetime
    until: datetime


def troubles(days: int) -> list[Trouble]:
    """Return what goes wrong with the site as a whole in a month of so many days."""

    def span(how: str, day: int, hour: float, hours: float) -> Trouble:
        since = START + timedelta(days=day - 1, hours=hour)
        return Trouble(how, since, since + timedelta(hours=hours))

    month = [
        span("wall", 16, -0.5, 12),
        span("429", 16, 11.5, 12),
        span("down", 19, 2.5, 6),
        span("503", 22, 13.5, 3),
    ]
    return [t for t in month if t.until < START + timedelta(days=days)]


REDESIGN = START + timedelta(days=11, hours=9, minutes=20)


class Plan:
    """All that happens in a month: a function of the days and the seed."""

    def __init__(self, days: int, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - to be repeated
        self.end = START + timedelta(days=days)
        self.troubles = troubles(days)
        self.stories = [self._story(n, at) for n, at in enumerate(sorted(self._births(days)))]
        self.stories = [story for story in self.stories if story.born < self.end]

    def events(self) -> Iterator[Event]:
        """Yield what happened from START to the end, in no order."""
        for story in self.stories:
            yield from self.of_story(story)

    def of_story(self, story: Story) -> list[Event]:
        """Return what happened to a story from START to the end."""
        return [e for e in _events(story) if START <= e.at < self.end]

    def _births(self, days: int) -> Iterator[datetime]:
        for day in range(-BACKLOG, days):
            for _ in range(self._chance.randint(12, 18)):
                hour = self._chance.choices(range(24), _RHYTHM)[0]
                yield self._minute(START + timedelta(days=day, hours=hour))

    def _minute(self, hour: datetime) -> datetime:
        """Return a moment inside an hour that no crawl meets: they begin with the hour."""
        hour = hour.replace(minute=0, second=0)
        return hour + timedelta(minutes=self._chance.randint(5, 58))

    def _after(self, born: datetime, least: float, most: float) -> datetime:
        hours = self._chance.uniform(least, most)
        return max(self._minute(born + timedelta(hours=hours)), born + timedelta(minutes=20))

    def _story(self, number: int, born: datetime) -> Story:
        chance = self._chance
        language = chance.choices(("ar", "en"), (3, 2))[0]
        slug = "-".join(chance.choices(_WORDS["en"], k=4))
        first = Edition(
            born,
            self._sentence(language, 6, 9),
            tuple(self._paragraph(language) for _ in range(chance.randint(4, 8))),
            told=True,
        )
        story = Story(
            number,
            language,
            chance.choice(list(_SECTIONS[language])),
            f"/news/{slug}-{number}/",
            [first],
            validators=chance.random() < 0.6,
        )
        fate = chance.random()
        if fate < 0.09:
            since = self._after(born, 3, 150)
            back = self._after(since, 30, 80) if chance.random() < 0.3 else None
            how = chance.choice(("404", "410", "home", "soft"))
            story.absence = Absence(since, back, how)
        elif fate < 0.14:
            story.moved_at = self._after(born, 2, 120)
            story.moved_to = f"{story.path.rstrip('/')}-{chance.choice(_WORDS['en'])}/"
        if chance.random() < 0.3:
            self._edit(story)
        return story

    def _edit(self, story: Story) -> None:
        chance = self._chance
        for _ in range(chance.choice((1, 1, 1, 2))):
            last = story.editions[-1]
            least, most = chance.choice(((0.4, 2), (2, 20), (2, 20), (24, 60)))
            at = self._after(last.at, least, most)
            away = story.absence
            if away and at > away.since:
                return
            title, paragraphs = last.title, list(last.paragraphs)
            headline = chance.random() < 0.35
            if headline:
                title = self._sentence(story.language, 6, 9)
            elif chance.random() < 0.5:
                place = chance.randrange(len(paragraphs))
                words = paragraphs[place].split()
                words[chance.randrange(1, len(words) - 1)] = str(chance.randint(100, 9999))
                paragraphs[place] = " ".join(words)
            else:
                paragraphs.append(self._paragraph(story.language))
            told = chance.random() < 0.6
            story.editions.append(Edition(at, title, tuple(paragraphs), told, headline))

    def _sentence(self, language: str, least: int, most: int) -> str:
        words = self._chance.choices(_WORDS[language], k=self._chance.randint(least, most))
        text = " ".join(words)
        return text[0].upper() + text[1:]

    def _paragraph(self, language: str) -> str:
        count = self._chance.randint(2, 5)
        return " ".join(self._sentence(language, 8, 18) + "." for _ in range(count))


def _events(story: Story) -> Iterator[Event]:
    yield Event("published", story.language, story.born, story)
    for edition in story.editions[1:]:
        how = "headline" if edition.headline else "body"
        yield Event("edited", how, edition.at, story, told=edition.told)
    if story.absence:
        yield Event("removed", story.absence.how, story.absence.since, story, told=False)
        if story.absence.until:
            yield Event("returned", story.absence.how, story.absence.until, story)
    if story.moved_at:
        yield Event("moved", "301", story.moved_at, story)


@dataclass(slots=True)
class Answer:
    """What the site answers."""

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "text/html; charset=utf-8"


class MonthSite:
    """Serves a plan by a clock. `asked` counts the requests, by kind and status."""

    def __init__(self, plan: Plan, clock: Callable[[], datetime]) -> None:
        self.plan, self._clock = plan, clock
        self.asked: Counter[tuple[str, int]] = Counter()
        self._paths = {s.path: s for s in plan.stories}
        self._paths |= {s.moved_to: s for s in plan.stories if s.moved_to}
        self._boxes = random.Random(0)  # noqa: S311 - what stands in boxes means nothing
        self._server: _Server | None = None
        self._port = 0
        self.open()
        self.address = f"127.0.0.1:{self._port}"
        self.url = f"http://{self.address}"

    def trouble(self, at: datetime) -> str:
        """Return what is wrong with the site as a whole, or nothing."""
        return next((t.how for t in self.plan.troubles if t.since <= at < t.until), "")

    def story_of(self, url: str) -> Story | None:
        """Return the story that an address has, or once had."""
        return self._paths.get(url.removeprefix(self.url))

    def open(self) -> None:
        """Listen, unless it does."""
        if self._server is None:
            self._server = _Server(("127.0.0.1", self._port), _Handler)
            self._server.site = self
            self._port = self._server.server_address[1]
            threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Refuse connections."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def respond(self, path: str, asked: Any) -> Answer:
        """Answer a request; `asked` has its headers."""
        at = self._clock()
        answer = self._answer(path, at)
        tag, date = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
        if answer.status == 200 and (tag or date):
            known = asked.get("If-None-Match")
            same = known == tag if known else date and asked.get("If-Modified-Since") == date
            if same:
                answer.status, answer.body = 304, ""
        self.asked[self._kind(path), answer.status] += 1
        return answer

    def _kind(self, path: str) -> str:
        if path in self._paths:
            return "article"
        return re.sub(r"[-_/].*|\.\w+$", "", path[1:]) or "home"

    def _answer(self, path: str, at: datetime) -> Answer:
        trouble = self.trouble(at)
        if trouble == "503":
            return Answer(503, "<h1>Service Unavailable</h1>", {"Retry-After": "600"})
        if path == "/robots.txt":
            text = f"User-agent: *\nDisallow: /admin/\nSitemap: {self.url}/sitemap_index.xml\n"
            return Answer(body=text, media_type="text/plain")
        if trouble == "429":
            return Answer(429, "<h1>Too Many Requests</h1>", {"Retry-After": "1800"})
        if trouble == "wall":
            return Answer(403, _WALL)
        story = self._paths.get(path)
        if story is not None:
            return self._article(story, path, at)
        if path.startswith("/sitemap-"):
            return self._sitemap(path[9:16], at)
        pages = {
            "/sitemap_index.xml": self._index, "/news-sitemap.xml": self._news,
            "/feed.xml": self._feed, "/": self._home,
        }  # fmt: skip
        if path in pages:
            return pages[path](at)
        listing = re.fullmatch(r"/section/(\w+)/(?:page/(\d+)/)?", path)
        return self._listing(listing[1], int(listing[2] or 1), at) if listing else _missing()

    def _online(self, at: datetime) -> list[Story]:
        """Return the stories that are there, the newest first."""
        return [s for s in reversed(self.plan.stories) if s.is_online(at)]

    def _article(self, story: Story, path: str, at: datetime) -> Answer:
        if story.born > at or (path == story.moved_to and at < (story.moved_at or at)):
            return _missing()
        away = story.absence
        if away and away.covers(at):
            if away.how == "home":
                return Answer(302, "", {"Location": f"{self.url}/"})
            if away.how == "soft":
                title, text = _LABELS[story.language][2:]
                body = f"<h1>{title}</h1><p>{text}</p>"
                return Answer(body=self._page(story.language, title, body + self._box(story, at)))
            return Answer(int(away.how), "<h1>Not found</h1>")
        if path != story.address(at):
            return Answer(301, "", {"Location": f"{self.url}{story.address(at)}"})
        story.seen += 1
        headers = {}
        if story.validators:
            edition = story.edition(at)
            redesigned = at >= REDESIGN
            headers["ETag"] = f'"{story.number}-{story.editions.index(edition)}-{redesigned:d}"'
            since = max(edition.at, REDESIGN) if redesigned else edition.at
            headers["Last-Modified"] = format_datetime(since, usegmt=True)
        return Answer(body=self._text(story, at), headers=headers)

    def _text(self, story: Story, at: datetime) -> str:
        edition, language = story.edition(at), story.language
        born = story.born.astimezone(ZONE)
        views = 40 + story.number % 60 + 3 * story.seen
        canonical = f'<link rel="canonical" href="{self.url}{story.address(at)}">'
        if at < REDESIGN:
            day = f"{born.day} {_MONTHS[born.month - 1]}، {born:%Y - %H:%M}"
            day = day if language == "ar" else f"{born:%d %B %Y, %H:%M}"
            text = "".join(f"<p>{p}</p>" for p in edition.paragraphs)
            body = (
                f'<article class="post"><h1 class="post-title">{edition.title}</h1>'
                f'<div class="post-meta"><span class="post-date">{day}</span> '
                f'<span class="post-views">{views} {_LABELS[language][0]}</span> '
                f'<a class="post-section" href="/section/{story.section}/">{section(story)}</a>'
                f'</div><div class="post-body">{text}</div>{self._box(story, at)}</article>'
            )
        else:
            text = "".join(f'<div class="c-par">{p}</div>' for p in edition.paragraphs)
            body = (
                f'<div class="c-hero"><div class="c-hero__t">{edition.title}</div>'
                f'<div class="c-hero__i"><b>{views}</b><i>{section(story)}</i>'
                f'<u data-at="{born:%Y-%m-%dT%H:%M}"></u></div></div>'
                f'<div class="c-text">{text}{self._box(story, at)}</div>'
            )
        return self._page(language, edition.title, body, canonical)

    def _box(self, story: Story, at: datetime) -> str:
        """Return links to others, which are others with each request."""
        online = [s for s in self._online(at)[:40] if s is not story]
        links = "".join(
            f'<li><a href="{s.address(at)}">{s.edition(at).title}</a></li>'
            for s in self._boxes.sample(online, min(4, len(online)))
        )
        return (
            f'<aside class="related"><h3>{_LABELS[story.language][1]}</h3><ul>{links}</ul></aside>'
        )

    def _page(self, language: str, title: str, body: str, head: str = "") -> str:
        direction = "rtl" if language == "ar" else "ltr"
        menu = "".join(
            f'<a href="/section/{slug}/">{name}</a> '
            for names in _SECTIONS.values()
            for slug, name in names.items()
        )
        return (
            f'<!doctype html><html lang="{language}" dir="{direction}"><head><title>{title}</title>'
            f"{head}</head><body><header><nav>{menu}</nav></header><main>{body}</main>"
            "<footer>© 2026 Al Shahr</footer></body></html>"
        )

    def _home(self, at: datetime) -> Answer:
        return Answer(body=self._page("ar", "Al Shahr", self._links(self._online(at)[:20], at)))

    def _links(self, stories: list[Story], at: datetime) -> str:
        return "".join(
            f'<h2><a href="{s.address(at)}">{s.edition(at).title}</a></h2>'
            f"<span>{self._boxes.randint(50, 900)}</span>"
            for s in stories
        )

    def _listing(self, section: str, page: int, at: datetime) -> Answer:
        stories = [s for s in self._online(at) if s.section == section]
        here = stories[10 * page - 10 : 10 * page]
        if not here:
            return _missing()
        body = self._links(here, at)
        if len(stories) > 10 * page:
            body += f'<a rel="next" href="/section/{section}/page/{page + 1}/">»</a>'
        return Answer(body=self._page(here[0].language, section, body))

    def _index(self, at: datetime) -> Answer:
        months: dict[str, datetime] = {}
        for story in self._online(at):
            month = f"{story.born:%Y-%m}"
            months[month] = max(months.get(month, START - timedelta(days=99)), story.modified(at))
        rows = "".join(
            f"<sitemap><loc>{self.url}/sitemap-{month}.xml</loc>"
            f"<lastmod>{modified.isoformat()}</lastmod></sitemap>"
            for month, modified in sorted(months.items())
        )
        return _tagged(f'<sitemapindex xmlns="{_SITEMAPS}">{rows}</sitemapindex>')

    def _sitemap(self, month: str, at: datetime) -> Answer:
        rows = "".join(
            f"<url><loc>{self.url}{s.address(at)}</loc>"
            f"<lastmod>{s.modified(at).isoformat()}</lastmod></url>"
            for s in self._online(at)
            if f"{s.born:%Y-%m}" == month
        )
        return _tagged(f'<urlset xmlns="{_SITEMAPS}">{rows}</urlset>') if rows else _missing()

    def _news(self, at: datetime) -> Answer:
        rows = "".join(
            f"<url><loc>{self.url}{s.address(at)}</loc><news:news><news:publication_date>"
            f"{s.born.isoformat()}</news:publication_date><news:title>"
            f"{escape(s.edition(at).title)}</news:title></news:news></url>"
            for s in self._online(at)
            if at - s.born < timedelta(days=2)
        )
        return _tagged(f'<urlset xmlns="{_SITEMAPS}" xmlns:news="{_NEWS}">{rows}</urlset>')

    def _feed(self, at: datetime) -> Answer:
        items = "".join(
            f"<item><title>{escape(s.edition(at).title)}</title><link>{self.url}{s.address(at)}</link>"
            f"<pubDate>{format_datetime(s.born, usegmt=True)}</pubDate></item>"
            for s in self._online(at)[:20]
        )
        return _tagged(
            f'<rss version="2.0"><channel><title>Al Shahr</title>{items}</channel></rss>'
        )


_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_WALL = (
    "<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
    "<p>Enable JavaScript and cookies to continue.</p><div id='challenge-form'></div></body></html>"
)


def _tagged(text: str) -> Answer:
    tag = sha1(text.encode(), usedforsecurity=False).hexdigest()[:16]
    return Answer(body=text, headers={"ETag": f'"{tag}"'}, media_type="application/xml")


def _missing() -> Answer:
    return Answer(404, "<h1>404</h1>")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: MonthSite


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        answer = self.server.site.respond(self.path, self.headers)
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay silent."""
