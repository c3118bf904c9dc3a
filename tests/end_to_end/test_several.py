"""Several sites in one process, into one database."""

import threading
from http.server import BaseHTTPRequestHandler

from tests.support.patience import HANG
from tests.support.project import QUICK, Project
from tests.support.server import Reply, Server


def test_a_slow_site_and_a_broken_profile_hold_nobody_up(project: Project, server: Server) -> None:
    port = server.address.rpartition(":")[2]
    fast_is_done = threading.Event()

    def slow(_: BaseHTTPRequestHandler) -> Reply:
        # It answers when the other site has been fetched as a whole, whatever that takes.
        fast_is_done.wait(HANG)
        return Reply("<h1>Slow</h1><div class=text><p>text of the slow one</p></div>")

    def last(_: BaseHTTPRequestHandler) -> Reply:
        fast_is_done.set()
        return Reply("<h1>Last</h1><div class=text><p>text of the last one</p></div>")

    server.pages["/slow.xml"] = Reply(
        f"<urlset><url><loc>http://localhost:{port}/a/slow</loc></url></urlset>",
        media_type="application/xml",
    )
    server.pages["/a/slow"] = slow
    server.sitemap(*(f"/a/{n}" for n in range(5)))
    for number in range(4):
        server.article(f"/a/{number}", f"Story {number}", f"The text of story number {number}.")
    server.pages["/a/4"] = last
    project.profile()
    path = project.profile(name="slow", discover=f"http://localhost:{port}/slow.xml")
    path.write_text(path.read_text().replace("127.0.0.1", "localhost"))
    (project.folder / "sites/broken.toml").write_text("name = broken")
    allowed = f"{server.address},localhost:{port}"
    words = [w for name, value in QUICK.items() for w in ("-s", f"{name}={value}")]
    done = project.run(
        "crawl", "slow", "local", "broken", *words, NEWSCRAWLER_ALLOW_PRIVATE=allowed
    )
    assert fast_is_done.is_set()
    assert done.returncode == 2, done.stderr
    assert "broken.toml" in done.stderr
    lines = [line for line in done.stdout.splitlines() if " new" in line]
    assert lines == ["local: 5 new, 1 listing, 1 gone", "slow: 1 new, 1 listing, 1 gone"]
    assert len(project.export().splitlines()) == 6


def test_all_sites_and_none(project: Project, server: Server) -> None:
    done = project.run("crawl", "--all", "local")
    assert done.returncode == 2
    assert "Name sites or URLs, or --all, or --urls FILE." in done.stderr
