"""The tutorial is true: what it tells people to type prints what it shows."""

import re
from pathlib import Path

from tests.support.paths import ROOT
from tests.support.transcript import Shell, fits, steps

PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
ALARM = "newscrawler crawl lantern --refresh -s DOWNLOAD_DELAY=0"
"""The one command that ends with 5, as the page says."""


def test_the_tutorial_from_beginning_to_end(tmp_path: Path) -> None:
    with Shell(tmp_path) as shell:
        for kind, block in re.findall(r"```(console|toml)\n(.*?)```", PAGE, re.DOTALL):
            if kind == "toml":
                shell.write(block.splitlines()[0].removeprefix("# "), block)
                continue
            for step in steps(block):
                done = shell.run(step.command)
                told = f"{step.command}\n{done.stdout}\n{done.stderr[-3000:]}"
                assert done.returncode == (5 if step.command == ALARM else 0), told
                assert fits(step.shown, done.stdout), told


def test_what_is_shown_is_really_compared() -> None:
    assert fits(("a  …", "…", "b"), "a x\nmore\nb\n")
    assert not fits(("a  …", "…", "b"), "a x\nmore\nc\n")
    assert not fits(("a",), "a\nb\n")
