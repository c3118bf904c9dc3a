"""The site of docs/tutorial.md: a small invented newspaper on this machine, in two designs.

python tutorial_site.py              the first design, at http://127.0.0.1:40000/
python tutorial_site.py --redesign   the second one
"""

import argparse
import tomllib
from functools import partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any

Story = dict[str, Any]

HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} - The Lantern</title></head>
<body><header><a href="/">The Lantern</a></header>
"""
FIRST_DESIGN = """<main class="story">
<h1 class="story-title">{title}</h1>
<p class="story-facts"><span class="desk">{section}</span> | <span class="day">{day:%d %B %Y}</span>
| <span class="reads">{views} reads</span></p>
<div class="story-text">{text}
<p class="membership">The Lantern lives on its members, join us for the price of a coffee.</p></div>
</main>
"""
SECOND_DESIGN = """<main class="page">
<b class="shelf">{section}</b>
<div class="headline">{title}</div>
<div class="printed">{day:%d %B %Y}</div>
<section class="prose">{text}
<p class="join">The Lantern lives on its members, join us for the price of a coffee.</p></section>
<div class="counter">{views} reads</div>
</main>
"""


def stories() -> dict[str, Story]:
    """Return the English stories of `newscrawler demo`, by their path."""
    text = files("newscrawler.commands.demo_site").joinpath("stories.toml").read_text("utf-8")
    found = [story for story in tomllib.loads(text)["story"] if story["language"] == "en"]
    return {f"/{story['day']:%Y/%m/%d}/{story['slug']}": story for story in found}


class Site(BaseHTTPRequestHandler):
    """Answers with the home page, the sitemap and the stories."""

    def __init__(self, design: str, *args: Any) -> None:
        self.design, self.stories = design, stories()
        super().__init__(*args)

    def do_GET(self) -> None:
        """Answer one request."""
        base = f"http://{self.headers['Host']}"
        if self.path == "/sitemap.xml":
            rows = "".join(f"<url><loc>{base}{path}</loc></url>" for path in self.stories)
            self.answer(200, f"<urlset>{rows}</urlset>", "application/xml")
        elif self.path == "/robots.txt":
            self.answer(200, "User-agent: *\nAllow: /\n", "text/plain")
        elif self.path == "/":
            links = (f'<li><a href="{p}">{escape(s["title"])}</a>' for p, s in self.stories.items())
            self.answer(200, HEAD.format(title="News") + f"<ul>{''.join(links)}</ul>")
        elif self.path in self.stories:
            self.answer(200, self.page(self.stories[self.path]))
        else:
            self.answer(404, HEAD.format(title="Not found"))

    def page(self, story: Story) -> str:
        """Return a story's page in the design of the day."""
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story["paragraphs"])
        return (HEAD + self.design).format(**story, text=text)

    def answer(self, status: int, text: str, media_type: str = "text/html") -> None:
        """Send a response."""
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{media_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Serve the tutorial's site on this machine.")
    parser.add_argument("--port", type=int, default=40000)
    parser.add_argument("--redesign", action="store_true")
    options = parser.parse_args()
    design = SECOND_DESIGN if options.redesign else FIRST_DESIGN
    print(f"The Lantern is at http://127.0.0.1:{options.port}/", flush=True)
    ThreadingHTTPServer(("127.0.0.1", options.port), partial(Site, design)).serve_forever()
