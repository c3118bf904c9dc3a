"""The table of fields: every list that is made of it, in its order, and where each field is kept."""

from dataclasses import fields

import pytest

from newscrawler.model import profile
from newscrawler.model.article import FIELDS, INTEGER, KEYS, KINDS, TEXTS, Article, Field
from newscrawler.replay import diff_and_apply
from newscrawler.sites.repair import sample
from newscrawler.store.articles import page_notes
from newscrawler.store.database.tables import metadata
from newscrawler.store.reading import rows


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            rows.EXPORT_KEYS,
            (
                "url canonical_url site title body published_at published_precision published_raw "
                "modified_at section sections authors views views_at language captured_at version "
                "duplicate_of removed_at text_sha256 warc_file warc_offset"
            ),
        ),
        (profile.FIELDS, "title body published modified section author views image tags drop"),
        # Their places are bits in databases.
        (
            page_notes.FIELDS,
            "title body published modified section author views image tags language",
        ),
        (
            diff_and_apply.FIELDS,
            "site title body published_at modified_at section sections authors views language",
        ),
        (sample.FIELDS, "title body published section author views"),
    ],
    ids=["exported", "selected", "watched", "compared", "repaired"],
)
def test_the_lists_made_of_it_are_a_contract(found: tuple[str, ...], expected: str) -> None:
    assert " ".join(found) == expected


def test_profiles_call_three_fields_otherwise() -> None:
    others = {name: key for name, key in KEYS.items() if name != key}
    assert others == {"published": "published_at", "modified": "modified_at", "author": "authors"}


def test_every_attribute_of_an_article_is_in_it_once() -> None:
    keys = [field.key for field in FIELDS]
    assert len(set(keys)) == len(keys)
    assert {field.name for field in fields(Article)} <= set(keys)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_a_field_says_what_it_means_and_where_it_is_kept(field: Field) -> None:
    assert field.meaning.endswith(".")
    if field.column is not None:
        table, _, column = field.column.partition(".")
        assert column in metadata.tables[table].c


def test_an_export_types_its_lists_and_its_numbers() -> None:
    typed = {key: KINDS[key] for key in rows.EXPORT_KEYS if KINDS[key] in (INTEGER, TEXTS)}
    assert typed == {
        "sections": TEXTS, "authors": TEXTS, "views": INTEGER, "version": INTEGER,
        "warc_offset": INTEGER,
    }  # fmt: skip
