"""A site changes its design between two crawls: it is noticed, mended, and nothing is lost."""

import json

from tests.support.project import Project
from tests.support.server import Reply

PARAGRAPHS = (
    "The ferry to the northern islands will sail twice a day from Monday, says the harbour office.",
    "Its old timetable had been in force since the winter of the great storm, number {0}.",
    "Fishermen asked for the second departure, which leaves after the market has closed at {0}.",
)
OLD = (
    "<html><head><title>{title} - The Local</title></head><body><h1 class='head'>{title}</h1>"
    "<div class='text'>{text}</div></body></html>"
)
NEW = (
    "<html><head><title>The Local</title></head><body><header><a href='/'>The Local</a></header>"
    "<div class='story'><div class='story-name'>{title}</div><div class='story-prose'>{text}</div>"
    "</div></body></html>"
)


def publish(project: Project, numbers: range, design: str) -> None:
    for number in numbers:
        text = "".join(f"<p>{p.format(number)}</p>" for p in PARAGRAPHS)
        page = design.format(title=f"Ferry {number} sails twice a day", text=text)
        project.server.pages[f"/a/{number}"] = Reply(page)
    project.server.sitemap(*(f"/a/{n}" for n in range(numbers.stop)))


def titles(project: Project) -> list[str]:
    return sorted(json.loads(line)["title"] for line in project.export().splitlines())


def test_a_redesign_is_noticed_and_mended(project: Project) -> None:
    profile = project.profile(
        "article_url = '/a/'\n[[layout]]\ntitle = 'h1.head'\nbody = '.text'\n"
    )
    publish(project, range(6), OLD)
    assert project.crawl().returncode == 0

    publish(project, range(9), NEW)
    noticed = project.crawl()
    assert noticed.returncode == 5, noticed.stdout
    assert "ALARM: since" in noticed.stdout
    assert "the profile's selector finds title on 0% of the last 9 pages" in noticed.stdout
    assert "newscrawler check local --repair" in noticed.stdout
    right = [f"Ferry {n} sails twice a day" for n in range(9)]
    assert titles(project) != right

    proposed = project.run("check", "local", "--repair")
    assert proposed.returncode == 0, proposed.stderr
    assert "title = '.story-name' # right on 6 of 6 pages" in proposed.stdout
    with profile.open("a", encoding="utf-8") as file:
        file.write(proposed.stdout)
    mended = project.crawl()
    assert mended.returncode == 0, mended.stderr
    assert "ALARM" not in mended.stdout
    applied = project.run("replay", "--apply", "--site", "local")
    assert applied.returncode == 0, applied.stderr
    assert titles(project) == right
    versions = [json.loads(line)["version"] for line in project.export().splitlines()]
    assert versions == [1] * 9
