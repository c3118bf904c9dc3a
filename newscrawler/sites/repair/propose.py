"""The proposed layout for a new design: found, tried on every page, and written as TOML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from newscrawler.extract import extract
from newscrawler.model.article import Article
from newscrawler.model.profile import Layout, Profile, selector
from newscrawler.sites.repair import body, fields
from newscrawler.sites.repair.sample import FIELDS, Sample, known_of

_ANY = Profile("site", ("example.com",))
_ORDER = ("title", "body", "drop", *(name for name in FIELDS if name not in ("title", "body")))
_MOST = 0.9
"""The share of pages on which a field is right without a selector, so that it needs none."""
_FEWEST = 0.5
"""The share of pages on which a field's selectors must be right to be proposed."""

Selectors = dict[str, tuple[str, ...]]
"""By field, as a profile writes them."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Selectors by field; `right`: by field, (pages where it comes out as known, pages).

    `right` has all fields that are known; one that comes out right without a selector has none.
    """

    since: date | None
    selectors: Mapping[str, tuple[str, ...]]
    right: Mapping[str, tuple[int, int]]

    def table(self) -> str:
        """Return the ``[[layout]]`` table, in TOML."""
        since = [f"since = {self.since}"] if self.since else []
        return "\n".join(["[[layout]]", *since, *map(self._line, self.selectors)]) + "\n"

    def _line(self, name: str) -> str:
        values = [f"'{text}'" for text in self.selectors[name]]
        value = values[0] if len(values) == 1 else f"[{', '.join(values)}]"
        count = self.right.get(name)
        return f"{name} = {value}" + (
            f" # right on {count[0]} of {count[1]} pages" if count else ""
        )


def propose(samples: Sequence[Sample], since: date | None = None) -> Proposal | None:
    """Return a layout for pages whose values are known; None if it finds no title and no body.

    It selects the fields of the site's last layout, and those that the generic path gets wrong.
    """
    wanted = _selected(samples)
    found: Selectors = {}
    for name in wanted:
        found |= _find(name, samples)
    if not found:
        return None
    for name, (good, of) in _tried(found, samples).items():
        if name not in wanted and good < _MOST * of:
            found |= _find(name, samples)
    right = {name: count for name, count in _tried(found, samples).items() if count[1]}
    kept = {n for n, (good, of) in right.items() if n in found and good >= _FEWEST * of}
    if not {"title", "body"} & kept:
        return None
    chosen = {n: found[n] for n in _ORDER if n in kept or (n == "drop" and n in found)}
    return Proposal(since, chosen, right)


def _selected(samples: Sequence[Sample]) -> tuple[str, ...]:
    """Return the fields that a profile's last layout selects; without a layout, all."""
    profile = next((sample.profile for sample in samples), None)
    if profile is None or not profile.layouts:
        return FIELDS
    last = profile.layouts_for(None)[0]
    return tuple(name for name in FIELDS if name in last.selectors)


def _find(name: str, samples: Sequence[Sample]) -> Selectors:
    if name != "body":
        chain = fields.find(name, samples)
        return {name: tuple(one.text for one in chain)} if chain else {}
    text = body.find(samples)
    if text is None:
        return {}
    return {"body": (text.body,)} | ({"drop": text.drop} if text.drop else {})


def _tried(found: Selectors, samples: Sequence[Sample]) -> dict[str, tuple[int, int]]:
    """Extract every page with a layout; return (pages that are right, pages), by field."""
    layout = Layout(None, {name: tuple(map(selector, found[name])) for name in found})
    right = dict.fromkeys(FIELDS, (0, 0))
    for sample in samples:
        site = replace(sample.profile or _ANY, layouts=(layout,))
        article = extract(sample.capture, site)
        for name, (good, of) in right.items():
            if sample.known.has(name):
                right[name] = (good + _is_right(name, sample, article), of + 1)
    return right


def _is_right(name: str, sample: Sample, article: Article) -> bool:
    known, got = sample.known, known_of(article)
    if name == "body":
        return body.likeness(known.body or "", got.body or "") >= body.ENOUGH
    if name == "views":
        return got.views is not None and sample.matches_one(name, str(got.views))
    return bool(got.field(name) == known.field(name))
