"""The tables that find duplicates.

All of it is derived from the versions, so that it may be emptied: the next `settle` fills it
again. Hence no foreign keys: versions come and go under it.
"""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table

from newscrawler.store.database.tables import metadata

# The texts that have been looked at.
fingerprints = Table(
    "fingerprints",
    metadata,
    Column("version_id", Integer, primary_key=True),
    Column("article_id", Integer, nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("capture_id", Integer, nullable=False),
    Column("captured_at", String, nullable=False),  # with record_id: which is older
    Column("record_id", String, nullable=False),
    Column("original", Integer, nullable=False),  # 0 while its article is a duplicate
    Column("exact", BigInteger, nullable=False),  # of text_sha256
    Column("text", BigInteger, nullable=False),  # of the body without boilerplate
    Column("signature", LargeBinary),  # store/duplicates/minhash.py; null where the text is short
)

# Where each text is filed. Of a bucket, the originals are read, the oldest first.
bands = Table(
    "bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("original", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, primary_key=True, autoincrement=False),  # 20171221093000
    Column("version_id", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# The articles that are yet to be judged, in the order in which they are.
unsettled = Table(
    "unsettled",
    metadata,
    Column("captured_at", String, primary_key=True),
    Column("record_id", String, primary_key=True),
    Column("article_id", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# How the articles were judged, in one row: where that changes, all are judged anew.
judged_by = Table(
    "judged_by",
    metadata,
    Column("rule", String, primary_key=True),
    Column("latest", String, nullable=False),  # no fingerprint is younger
)

# The paragraphs at the edges of a site's sampled articles: store/duplicates/page_edges.py.
edges = Table(
    "edges",
    metadata,
    Column("site", String, primary_key=True),
    Column("rank", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", BigInteger, primary_key=True, autoincrement=False),
    Column("sketch", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# Boilerplate: paragraphs at edges that are the site's and not the article's.
furniture = Table(
    "furniture",
    metadata,
    Column("site", String, primary_key=True),
    Column("digest", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
