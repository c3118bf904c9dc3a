"""Sites without a profile, articles of several pages, and days that only discovery knows."""

import json
import sqlite3
from typing import Any

from tests.support.project import QUICK, Project
from tests.support.server import Reply, Server

PROSE = "جملة طويلة بما يكفي لتكون من متن الخبر، وفيها كلام كثير عن أمور شتى. "


def crawl(project: Project, *more: str) -> list[dict[str, Any]]:
    settings = [word for name, value in QUICK.items() for word in ("-s", f"{name}={value}")]
    done = project.run("crawl", f"{project.server.url}/", *settings, *more)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in project.export().splitlines()]
    assert project.run("replay", "archive", "--db", "again.db").returncode == 0
    assert project.export("again.db") == project.export(), "replay differs"
    return rows


def post(title: str, *, printed: str = "", text: str = "", more: str = "") -> Reply:
    date = f"<span class=date>{printed}</span>" if printed else ""
    return Reply(
        f"<html lang=ar><head><title>{title} | الموقع</title></head><body>"
        f"<header><span class=date>الثلاثاء 24 نوفمبر 2026</span><nav><a href=/من-نحن-وماذا-نفعل/>"
        f"من نحن</a></nav></header><main><h1>{title}</h1>{date}<a rel='category tag' href=/category/x/>"
        f"أخبار</a><div class=entry><p>{text or f'{title}. ' + PROSE * 5}</p>{more}</div></main>"
        "<section class=more><h3>اقرأ</h3><div><a href=/other>خبر آخر طويل العنوان جدا</a>"
        "<span class=date>5 يناير 2001</span></div></section></body></html>"
    )


def listing(number: int, paths: list[str], last: int) -> Reply:
    items = "".join(f"<article><h2><a href='{p}'>خبر {p[1:]}</a></h2></article>" for p in paths)
    following = f"<a href='/page/{number + 1}/'>التالي</a>" if number < last else ""
    return Reply(f"<html lang=ar><title>الموقع</title><nav><a href=/من-نحن-وماذا-نفعل/>من نحن وماذا"
                 f"</a></nav><main>{items}</main>{following}</html>")  # fmt: skip


ABOUT = Reply(
    f"<html lang=ar><title>من نحن</title><h1>من نحن</h1><div><p>{PROSE * 9}</p></div></html>"
)


def test_lists_alone_lead_to_every_post_and_to_nothing_else(
    project: Project, server: Server
) -> None:
    paths = [f"/n{i}" for i in range(1, 31)]
    for i, path in enumerate(paths, start=1):
        server.pages[path] = post(f"خبر رقم {i}", printed=f"{i} آذار 2019")
    server.pages["/"] = listing(1, paths[:10], 3)
    server.pages["/page/2/"] = listing(2, paths[10:20], 3)
    server.pages["/page/3/"] = listing(3, paths[20:], 3)
    server.fallback = lambda path: ABOUT if path.startswith("/%D9%85%D9%86") else None
    rows = crawl(project)
    assert sorted(r["url"].rpartition("/")[2] for r in rows) == sorted(p[1:] for p in paths)
    days = {r["title"]: r["published_at"] for r in rows}
    assert days == {f"خبر رقم {i}": f"2019-03-{i:02d}" for i in range(1, 31)}
    with sqlite3.connect(project.folder / "news.db") as db:
        outcomes = dict(db.execute("SELECT outcome, count(*) FROM ledger GROUP BY outcome"))
    assert outcomes["not-article"] == 1
    assert "failed" not in outcomes


def test_a_broken_day_comes_from_the_feed_and_says_so(project: Project, server: Server) -> None:
    printed = {"a": "31 فبراير", "b": "Invalid Date", "c": "1 يناير، 1970", "d": "",
               "e": "31 فبراير"}  # fmt: skip
    items = ""
    for number, (name, text) in enumerate(printed.items(), start=1):
        server.pages[f"/{name}"] = post(f"عنوان الخبر {name}", printed=text)
        if name != "e":
            items += (f"<item><link>{server.url}/{name}</link><pubDate>Thu, {number} Mar 2018 "
                      "10:00:00 +0300</pubDate></item>")  # fmt: skip
    server.pages["/feed/"] = Reply(f"<rss><channel>{items}</channel></rss>",
                                   media_type="application/rss+xml")  # fmt: skip
    server.pages["/"] = listing(1, [f"/{name}" for name in printed], 1)
    rows = {r["url"].rpartition("/")[2]: r for r in crawl(project)}
    assert {name: row["published_at"] for name, row in rows.items()} == {
        "a": "2018-03-01T10:00:00+03:00", "b": "2018-03-02T10:00:00+03:00",
        "c": "2018-03-03T10:00:00+03:00", "d": "2018-03-04T10:00:00+03:00", "e": None,
    }  # fmt: skip
    # Where nothing knows the day, the page's own words stay, and why they are no day.
    assert (rows["e"]["published_raw"], rows["e"]["published_precision"]) == (
        "31 فبراير",
        "invalid",
    )
    shown = json.loads(project.run("show", f"{server.url}/a", "--json").stdout)
    source = shown[0]["provenance"]["published_at"]
    assert (source["rule"], source["raw"]) == ("feed", "Thu, 1 Mar 2018 10:00:00 +0300")
    assert "31 فبراير" in [other["raw"] for other in source["others"]]


def feed(server: Server, paths: list[str], day: int = 1) -> Reply:
    items = "".join(
        f"<item><title>{p}</title><link>{server.url}{p}</link><pubDate>Thu, {day:02} Jan 2026 09:00:00 +0000"
        "</pubDate></item>" for p in paths
    )  # fmt: skip
    head = "<generator>https://wordpress.org/?v=6.7</generator>"
    return Reply(
        f"<rss version='2.0'><channel>{head}{items}</channel></rss>", media_type="text/xml"
    )


def test_a_feed_whose_next_page_is_its_first_is_read_once_more(
    project: Project, server: Server
) -> None:
    paths = [f"/2026/01/01/khabar-{i}" for i in range(1, 21)]
    for i, path in enumerate(paths, start=1):
        server.pages[path] = post(f"خبر رقم {i}")
    server.pages["/feed/"] = feed(server, paths)
    # Page caches and static exports heed no query.
    server.fallback = lambda path: feed(server, paths) if path.startswith("/feed/?") else None
    assert len(crawl(project)) == 20
    assert [p for p in server.paths() if p.startswith("/feed")] == ["/feed/", "/feed/?paged=2"]


def test_parts_of_a_sitemap_may_lie_on_another_host(project: Project, server: Server) -> None:
    paths = [f"/2026/01/01/khabar-{i}" for i in range(1, 4)]
    for i, path in enumerate(paths, start=1):
        server.pages[path] = post(f"خبر رقم {i}")
    other = Server()
    try:
        server.pages["/sitemap.xml"] = Reply(
            f"<sitemapindex><sitemap><loc>{other.url}/part.xml</loc></sitemap></sitemapindex>",
            media_type="application/xml",
        )
        urls = "".join(f"<url><loc>{server.url}{p}</loc></url>" for p in (*paths, "/cdn/other"))
        foreign = f"<url><loc>{other.url}/2026/01/01/not-of-the-site</loc></url>"
        other.pages["/part.xml"] = Reply(
            f"<urlset>{urls}{foreign}</urlset>", media_type="application/xml"
        )
        allowed = f"{server.address},{other.address}"
        rows = crawl(project, "-s", f"NEWSCRAWLER_ALLOW_PRIVATE={allowed}")
    finally:
        other.close()
    assert sorted(r["url"] for r in rows) == [server.url + p for p in paths]
    assert other.paths() == ["/robots.txt", "/part.xml"]


def test_all_that_is_discovered_has_an_outcome(project: Project, server: Server) -> None:
    named = {
        "/about": "skipped",
        "/?cat=7": "skipped",
        "/report.pdf": "skipped",
        "/newsletter/2026/01/01/what-the-week-brought": "stored",
        "/archives/20417": "stored",
        "/index.php?cat=3&id=1041": "stored",
        "/contact": "stored",
    }
    for i, path in enumerate(named):
        server.pages[path] = post(f"خبر رقم {i}", printed="1 آذار 2019")
    server.sitemap(*(path.replace("&", "&amp;") for path in named))
    # What a sitemap without days leaves out, a feed names with one.
    server.pages["/feed/"] = feed(server, ["/contact"])
    crawl(project)
    with sqlite3.connect(project.folder / "news.db") as db:
        rows = dict(db.execute("SELECT url, outcome FROM ledger WHERE role IS NULL"))
        (why,) = db.execute("SELECT detail FROM ledger WHERE url LIKE '%/about'").fetchone()
    ended = {url.removeprefix(server.url): outcome for url, outcome in rows.items()}
    assert ended == named
    assert why == "its address is a form's or a page's about the site"
    assert not {"/about", "/?cat=7", "/report.pdf"} & set(server.paths())


def test_pages_of_one_article_are_joined(project: Project, server: Server) -> None:
    texts = [f"الصفحة {n}: " + PROSE * 6 for n in (1, 2, 3)]

    def part(number: int) -> Reply:
        links = "".join(
            f"<a href='/long-read{f'/{n}' if n > 1 else ''}/'>{n}</a> " for n in (1, 2, 3)
        )
        lead = "<p>مقدمة تتكرر في كل صفحة من صفحات هذا المقال الطويل.</p>"
        return post("مقال طويل", printed="7 أيار 2020", text=texts[number - 1],
                    more=f"{lead if number == 1 else ''}<p class=pages>الصفحات: {links}</p>")  # fmt: skip

    server.pages["/long-read/"], server.pages["/long-read/2/"] = part(1), part(2)
    server.pages["/long-read/3/"] = part(3)
    server.pages["/one/"] = post("خبر قصير", printed="8 أيار 2020")
    server.pages["/"] = listing(1, ["/long-read/", "/long-read/2/", "/one/"], 1)
    rows = {r["title"]: r for r in crawl(project)}
    assert set(rows) == {"مقال طويل", "خبر قصير"}
    body = rows["مقال طويل"]["body"].split("\n\n")
    assert [p[:9] for p in body] == ["الصفحة 1:", "مقدمة تتك", "الصفحة 2:", "الصفحة 3:"]
    with sqlite3.connect(project.folder / "news.db") as db:
        parts = db.execute(
            "SELECT position, parts.url, outcome FROM parts JOIN captures ON captures.id = capture_id"
        ).fetchall()
        ledger = dict(db.execute("SELECT url, outcome FROM ledger"))
    assert [(p, u.removeprefix(server.url), o) for p, u, o in parts] == [
        (1, "/long-read/", "stored"), (2, "/long-read/2/", "part"), (3, "/long-read/3/", "part"),
    ]  # fmt: skip
    assert ledger[f"{server.url}/long-read/3/"] == "part"
    shown = project.run("show", f"{server.url}/long-read/").stdout
    assert f"Joined from 3 pages, the last {server.url}/long-read/3/" in shown


def test_a_part_that_does_not_come_leaves_what_came(project: Project, server: Server) -> None:
    link = "<p><a href='/story/'>1</a> <a href='/story/2/'>2</a></p>"
    server.pages["/story/"] = post("خبر", printed="7 أيار 2020", more=link)
    server.pages["/story/2/"] = Reply("busy", status=503)
    server.pages["/"] = listing(1, ["/story/"], 1)
    (row,) = crawl(project)
    assert row["body"].startswith("خبر. ")
    server.pages["/story/2/"] = post("خبر", printed="7 أيار 2020", text="بقية الخبر. " + PROSE * 5)
    (row,) = crawl(project)
    assert (row["version"], row["body"].split("\n\n")[1][:10]) == (2, "بقية الخبر")


def test_near_duplicates_are_kept_and_linked(project: Project, server: Server) -> None:
    words = [f"كلمة{n}" for n in range(120)]
    edited = [*words[:50], "غيرها", *words[51:]]
    server.pages["/first"] = post("خبر الوكالة", printed="7 أيار 2020", text=" ".join(words))
    server.pages["/second"] = post("عنوان آخر للخبر", printed="8 أيار 2020", text=" ".join(edited))
    server.pages["/other"] = post("خبر غيره تماما", printed="9 أيار 2020")
    server.pages["/"] = listing(1, ["/first", "/second", "/other"], 1)
    rows = {r["url"].rpartition("/")[2]: r["duplicate_of"] for r in crawl(project)}
    # Which of the two came first is the network's affair; the older one is the original.
    pair = {rows["first"], rows["second"]}
    assert pair in ({None, f"{server.url}/first"}, {None, f"{server.url}/second"})
    assert rows["other"] is None
    exact = ("--db", "exact.db", "-s", "NEWSCRAWLER_NEAR_DUPLICATES=1")
    assert project.run("replay", "archive", *exact).returncode == 0
    lines = project.export("exact.db").splitlines()
    assert [json.loads(line)["duplicate_of"] for line in lines] == [None] * 3
