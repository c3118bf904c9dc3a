"""A difference as a standalone HTML page, without script or external resources."""

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from newscrawler.text.arabic import clean
from newscrawler.text.diff.difference import Difference, Kind, Paragraph

_TAGS = {Kind.KEPT: ("", ""), Kind.REMOVED: ("<del>", "</del>"), Kind.ADDED: ("<ins>", "</ins>")}
_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1c1e21; --soft: #62676e; --line: #dfe2e6;
  --new: #1a7f37; --new-paper: #dcf5e3; --gone: #b42318; --gone-paper: #fde7e4; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16181b; --ink: #e4e6e9; --soft: #9aa1a9; --line: #33383e;
    --new: #7ee2a0; --new-paper: #123c22; --gone: #ff9d92; --gone-paper: #4a1d1a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 44rem; padding: 1.5rem 1.25rem 4rem; background: var(--paper);
  color: var(--ink); font: 1.0625rem/1.75 system-ui, "Noto Sans", "Noto Sans Arabic", sans-serif;
  overflow-wrap: anywhere; }
header { border-block-end: 1px solid var(--line); padding-block-end: .75rem; }
header p, .facts { color: var(--soft); font-size: .875rem; line-height: 1.5; }
header p { margin: .15rem 0; }
a { color: inherit; }
section { margin-block-start: 2rem; }
h1 { font-size: 1.0625rem; margin: 0; }
h2 { font-size: 1.5rem; line-height: 1.5; margin: .75rem 0 1rem; }
.facts b { color: var(--ink); }
.facts span { white-space: nowrap; }
ins { background: var(--new-paper); color: var(--new); text-decoration: underline; }
del { background: var(--gone-paper); color: var(--gone); text-decoration: line-through; }
ins, del { unicode-bidi: isolate; border-radius: .2em; padding: .05em .15em;
  text-decoration-thickness: 1px; text-underline-offset: .25em;
  box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.moved { border-inline-start: 3px solid var(--soft); padding-inline-start: .75rem; }
.moved::before { content: "moved here"; display: block; color: var(--soft); font-size: .75rem;
  line-height: 1.5; }
"""


class Step(NamedTuple):
    """The labels of two versions, and their difference."""

    before: str
    after: str
    difference: Difference


def page(url: str, steps: Iterable[Step], language: str | None = None) -> str:
    """Return an HTML page of one or several comparisons; `language` is a BCP 47 tag."""
    sections = "\n".join(map(_section, steps))
    address = escape(clean(url))
    link = (
        f'<a href="{address}" rel="noreferrer">' if url.startswith(("http://", "https://")) else ""
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="robots" content="noindex">
<title>Changes: {address}</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<h1>What changed</h1>
<p><bdi dir="ltr">{link}{address}{"</a>" if link else ""}</bdi></p>
<p><del>gone</del> <ins>new</ins></p>
</header>
<main{f' lang="{escape(language)}"' if language else ""}>
{sections}
</main>
</body>
</html>
"""


def _section(step: Step) -> str:
    summary = escape(step.difference.summary)
    blocks = [_block("h2", step.difference.title)]
    blocks += [_block("p", paragraph) for paragraph in step.difference.body]
    return (
        f'<section>\n<p class="facts" lang="en" dir="ltr"><span>{escape(step.before)}</span> → '
        f"<span>{escape(step.after)}</span><br><b>{summary}</b></p>\n"
        + "\n".join(blocks)
        + "\n</section>"
    )


def _block(tag: str, paragraph: Paragraph) -> str:
    direction = "rtl" if paragraph.is_rtl else "ltr"
    inner = "".join(_run(*_TAGS[run.kind], run.text) for run in paragraph.runs)
    moved = ' class="moved"' if paragraph.moved else ""
    return f'<{tag} dir="{direction}"{moved}>{inner}</{tag}>'


def _run(opens: str, closes: str, text: str) -> str:
    """Return a run in its tags, with outer spaces outside of them."""
    inner = clean(text)
    before, after = " " * text[:1].isspace(), " " * text[-1:].isspace()
    return f"{before}{opens}{escape(inner)}{closes}{after}"
