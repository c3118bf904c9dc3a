"""A database that an older newscrawler wrote is brought up, and its rows with it."""

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from newscrawler.store import Store
from newscrawler.store.database import engine as engine_module
from newscrawler.store.reading.rows import export_rows


def made_by(revision: str, path: Path) -> None:
    """Make the database that the program of that revision made."""
    config = Config()
    config.set_main_option("script_location", str(engine_module._MIGRATIONS))
    with create_engine(f"sqlite:///{path}").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def test_articles_of_the_first_schema_get_their_keys(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    made_by("0001", path)
    with sqlite3.connect(path) as db:
        db.executescript("""
            INSERT INTO captures (id, record_id, site, url, wanted, warc_file, warc_offset)
                VALUES (1, 'r', 's', 'http://www.example.com/%d8%a3/', 0, 'x.warc.gz', 7);
            INSERT INTO articles (id, site, canonical_url, first_record_id)
                VALUES (1, 's', 'http://www.example.com/a/', 'r');
            INSERT INTO versions (id, article_id, number, capture_id, url, title, text_sha256,
                sections, authors, tags, provenance)
                VALUES (5, 1, 1, 1, 'http://www.example.com/a/', 'T', 'sha', '[]', '[]', '[]', '{}');
            INSERT INTO parts VALUES (1, 1, 'http://www.example.com/a/', 1);
        """)
    with Store(f"sqlite:///{path}") as store:
        (row,) = export_rows(store)
        assert (row["title"], row["warc_offset"]) == ("T", 7)
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT * FROM parts").fetchall() == []
        assert db.execute("SELECT variant_key FROM articles").fetchall() == [("example.com/a",)]
        keys = db.execute("SELECT url_key FROM captures").fetchall()
        assert keys == [("http://www.example.com/%D8%A3/",)]
