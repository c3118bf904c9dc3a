"""One story, whatever the address: the crawl goes through a proxy, so that it can have hosts."""

import json
import sqlite3
from collections import Counter
from urllib.parse import quote

from tests.support.project import Project
from tests.support.server import Reply, Server

SLUG = quote("خبر-اليوم")
HOME = "http://www.example.test"
STORY = f"{HOME}/news/{SLUG}/"
TEXT = "جملة طويلة بما يكفي لتكون من متن الخبر، وفيها كلام كثير. " * 6

SAME_PAGE = [
    STORY,
    f"{HOME}/news/{SLUG}",
    f"{HOME}/news/{SLUG.lower()}/",
    f"{HOME}/news/خبر-اليوم/",
    f"{HOME}:80/news/{SLUG}/",
    f"{HOME}//news/{SLUG}/",
    f"{HOME}/news/./{SLUG}/",
    f"{HOME}/news/{SLUG}/index.html",
    f"{HOME}/news/{SLUG}/#comments",
    f"http://example.test/news/{SLUG}/",
    f"http://EXAMPLE.test/news/{SLUG}",
    f"{STORY}?utm_source=x&utm_medium=social",
    f"{STORY}?fbclid=IwAR0",
    f"{STORY}?gclid=1&utm_campaign=z",
    f"{STORY}?from_rss=1",
    f"{STORY}?mc_cid=1&mc_eid=2",
    f"{STORY}?at_medium=x",
    f"{STORY}?ref_src=twsrc",
]
EDITIONS = [
    f"http://m.example.test/news/{SLUG}/",
    f"http://mobile.example.test/news/{SLUG}",
    f"http://amp.example.test/news/{SLUG}/",
    f"{HOME}/news/{SLUG}/amp/",
    f"{HOME}/amp/news/{SLUG}/",
    f"{STORY}?amp",
    f"{STORY}?amp=1",
    f"{STORY}?outputType=amp",
    f"{STORY}?print=1",
    f"{STORY}?print=print",
    f"{HOME}/news/{SLUG}/print/",
    f"{STORY}?m=1",
]
NUMBER = f"{HOME}/?p=77"


def page(title: str, text: str, canonical: str = "") -> Reply:
    link = f"<link rel=canonical href='{canonical}'>" if canonical else ""
    return Reply(
        f"<html lang=ar><head><title>{title}</title>{link}</head><body><h1>{title}</h1>"
        f"<time datetime='2024-05-06'></time><div class=text><p>{text}</p></div></body></html>"
    )


def crawl(project: Project, server: Server) -> None:
    project.profile(
        "article_url = ['/news/', 'p=77$', '/other/']\n[[layout]]\ntitle = 'h1'\nbody = '.text'\n",
        discover=f"{HOME}/sitemap.xml",
    )
    path = project.folder / "sites" / "local.toml"
    path.write_text(path.read_text().replace("127.0.0.1", "example.test"), encoding="utf-8")
    quick = [w for s in ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", "RETRY_TIMES=0")
             for w in ("-s", s)]  # fmt: skip
    done = project.scrapy("crawl", "local", *quick, http_proxy=server.url)
    assert done.returncode == 0, done.stderr


def sitemap(urls: list[str]) -> Reply:
    inner = "".join(f"<url><loc>{u.replace('&', '&amp;')}</loc></url>" for u in urls)
    return Reply(f"<urlset>{inner}</urlset>", media_type="application/xml")


def test_thirty_one_addresses_of_one_story(project: Project, server: Server) -> None:
    everything = [*SAME_PAGE, *EDITIONS, NUMBER]
    assert len(everything) == 31
    server.pages[f"{HOME}/sitemap.xml"] = sitemap([*everything, f"{HOME}/news/other/"])
    # No page declares a canonical address: what is one must be seen from outside.
    server.fallback = lambda url: (
        Reply(status=301, headers={"Location": STORY}) if "p=77" in url
        else page("قصة أخرى", "نص آخر لا علاقة له بالأول، طويل بما يكفي ليكون خبرا. " * 6)
        if "other" in url
        # An edition has another look, so its text comes out a little different.
        else page("خبر اليوم", f"نسخة مبسطة. {TEXT}") if url in EDITIONS
        else page("خبر اليوم", TEXT) if "/news/" in url else None
    )  # fmt: skip
    crawl(project, server)
    rows = [json.loads(line) for line in project.export().splitlines()]
    assert sorted((r["title"], r["version"]) for r in rows) == [("خبر اليوم", 1), ("قصة أخرى", 1)]
    story = next(r for r in rows if r["title"] == "خبر اليوم")
    assert story["canonical_url"] == f"http://example.test/news/{SLUG}"
    assert story["body"] == TEXT.strip()
    with sqlite3.connect(project.folder / "news.db") as db:
        ledger = Counter(
            o
            for (o,) in db.execute(
                "SELECT outcome FROM ledger WHERE url LIKE '%news%' OR url LIKE '%p=77%'"
            )
        )
        aliases = {u for (u,) in db.execute("SELECT url FROM aliases")}
        others = {u for (u,) in db.execute("SELECT url FROM ledger WHERE outcome = 'alias'")}
    # Spellings of one address were fetched once; all others are in the ledger, and known.
    assert ledger == {"stored": 2, "alias": len({*map(_spelt, everything)}) - 2, "redirect": 1}
    assert others <= {*aliases, story["canonical_url"]}
    assert NUMBER in aliases
    # Any address finds the article, and it names the others.
    shown = project.run("show", NUMBER).stdout
    assert "خبر اليوم" in shown
    assert f"Also at {HOME}/amp/news/{SLUG}/" in shown
    assert project.run("show", f"https://www.example.test/news/{SLUG}").stdout == shown
    # A replay of the archive sees the same, whatever order the answers came in.
    assert project.run("replay", "archive", "--db", "again.db").returncode == 0
    assert project.export("again.db") == project.export()


def _spelt(url: str) -> str:
    from newscrawler.model.urls import canonical_url

    return canonical_url(url)


def test_a_canonical_link_is_not_always_believed(project: Project, server: Server) -> None:
    urls = [f"{HOME}/news/{name}/" for name in ("home", "elsewhere", "self", "wrong")]
    server.pages[f"{HOME}/sitemap.xml"] = sitemap(urls)
    declared = [f"{HOME}/", "http://other.test/news/x/", urls[2], "javascript:void(0)"]
    for number, (url, canonical) in enumerate(zip(urls, declared, strict=True)):
        server.pages[url] = page(f"Story {number}", f"Text number {number}. " * 20, canonical)
    crawl(project, server)
    rows = [json.loads(line) for line in project.export().splitlines()]
    assert [r["canonical_url"] for r in rows] == sorted(urls)
