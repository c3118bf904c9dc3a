"""The tables. A column is added here and in a migration, nowhere else.

Instants are WARC-Date texts in UTC: they sort as text, keep every digit, and equal the archive's.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

crawls = Table(
    "crawls",
    metadata,
    Column("id", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("kind", String, nullable=False),  # live or replay
    Column("started_at", String, nullable=False),
    Column("finished_at", String),
    Column("reason", String),
    Column("exit_code", Integer),
    Column("counts", JSON),
    # What else a person wants to know of it: requests, bytes, alarms. crawl/run/summary.py.
    Column("summary", JSON(none_as_null=True)),
    Index("ix_crawls_site_started_at", "site", "started_at"),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site", String, nullable=False),
    Column("canonical_url", String, nullable=False),
    # What all variants of the address share: model/urls.py, variant_key.
    Column("variant_key", String, nullable=False),
    Column("first_seen_at", String),
    Column("first_record_id", String, nullable=False),
    Column("last_seen_at", String),
    Column("removed_at", String),
    Column("duplicate_of", ForeignKey("articles.id"), index=True),
    UniqueConstraint("site", "canonical_url"),
    Index("ix_articles_site_variant_key", "site", "variant_key"),
)

captures = Table(
    "captures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record_id", String, nullable=False, unique=True),
    Column("crawl_id", String, index=True),
    Column("site", String, nullable=False),
    Column("url", String, nullable=False),  # as it was asked for, letter by letter
    # What all spellings of that address share: model/urls.py, canonical_url.
    Column("url_key", String, nullable=False, index=True),
    Column("captured_at", String),
    Column("wanted", Integer, nullable=False, default=0),
    # What discovery knew of the page: model/capture.py, DiscoveryHint.
    Column("told", JSON(none_as_null=True)),
    # Where the file lies if not in our own archive: model/capture.py, Location.
    Column("folder", String),
    Column("warc_file", String, nullable=False),
    Column("warc_offset", BigInteger),
    Column("warc_length", BigInteger),
    # What an index says of the record: model/capture.py, Entry.
    Column("kind", String),
    Column("status", Integer),
    Column("media_type", String),
    Column("payload_digest", String, index=True),
    Column("refers_to_url", String),
    Column("refers_to_date", String),
    # All below are null until the capture has been through extract and store.
    Column("body_sha256", String),
    Column("outcome", String),
    Column("article_id", ForeignKey("articles.id"), index=True),
    # Why it is no article: the rule and what it saw.
    Column("reason", String),
    # What was found on it, for the baselines of health: store/articles/page_notes.py.
    Column("layout", String),
    Column("filled", Integer),
    Column("words", Integer),
    # The site's statements on archiving and mining: model/rights.py.
    Column("rights", JSON(none_as_null=True)),
    Index("ix_captures_site_captured_at", "site", "captured_at"),
    # The pages of articles alone: a quiet site has a thousand captures of lists to one of them.
    Index(
        "ix_captures_health",
        "site",
        "captured_at",
        sqlite_where=text("filled IS NOT NULL"),
        postgresql_where=text("filled IS NOT NULL"),
    ),
    # What replay has yet to do, in the order that it does it.
    Index("ix_captures_pending", "outcome", "captured_at", "record_id"),
)

versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("capture_id", ForeignKey("captures.id"), nullable=False),
    Column("captured_at", String),
    Column("url", String, nullable=False),
    Column("title", Text),
    Column("body", Text),
    Column("text_sha256", String, nullable=False, index=True),
    Column("published_at", String),
    Column("published_precision", String),
    Column("published_raw", String),
    Column("published_calendar", String),
    Column("modified_at", String),
    Column("section", String),
    Column("sections", JSON, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("language", String),
    Column("image", String),
    Column("tags", JSON, nullable=False),
    Column("layout", String),
    # The page showed only the beginning of the article.
    Column("paywalled", Boolean, nullable=False, server_default=false()),
    Column("provenance", JSON, nullable=False),
    # Which code and which profile gave these values: extract/code_version.py.
    Column("extractor", String),
    UniqueConstraint("article_id", "number"),
)

view_counts = Table(
    "view_counts",
    metadata,
    Column("capture_id", ForeignKey("captures.id"), primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False, index=True),
    Column("captured_at", String),
    Column("count", Integer, nullable=False),
    Column("raw", String),
)

# The pages that a body was joined from, where there are several; the first is the version's own.
parts = Table(
    "parts",
    metadata,
    Column("version_id", ForeignKey("versions.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("url", String, nullable=False),
    Column("capture_id", ForeignKey("captures.id"), nullable=False),
    CheckConstraint("position >= 1", name="position"),
)

aliases = Table(
    "aliases",
    metadata,
    Column("site", String, primary_key=True),
    Column("url", String, primary_key=True),
    Column("canonical_url", String, nullable=False, index=True),
    Column("kind", String, nullable=False),  # canonical, redirect or variant
    Column("capture_id", ForeignKey("captures.id"), nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site", String, nullable=False),
    Column("url", String, nullable=False),  # in canonical form
    Column("spelling", String),  # as the page that named it has it, where that is another
    Column("source", String),  # where it was found: sitemap, feed, listing, known, list
    Column("discovered_at", String, nullable=False),
    Column("crawl_id", String, nullable=False),  # the last crawl that dealt with it
    Column("outcome", String),  # null while nobody has asked for it
    Column("outcome_at", String),
    Column("detail", String),
    Column("attempts", Integer, nullable=False, default=0),  # in vain, one after the other
    Column("told", JSON(none_as_null=True)),
    Column("etag", String),
    Column("last_modified", String),
    Column("capture_id", ForeignKey("captures.id")),
    # The frontier: store/ledger/frontier.py. A row waits (rank), or rests until it is due (due_at).
    Column("queue", String),  # the crawl that fetches it, by name
    Column("role", String),  # list: it leads to others; null: it may be an article
    Column("rank", String),  # what is fetched first has the highest
    Column("due_at", String),
    Column("born_at", String),  # when it was published, or else discovered: what age is counted by
    Column("lastmod", String),  # as the sitemap said when it was last read
    Column("digest", String),  # of the list's body, once all it leads to is in the ledger
    UniqueConstraint("site", "url"),
    Index("ix_ledger_crawl_id_outcome", "crawl_id", "outcome"),
    Index("ix_ledger_queue_due_at", "queue", "due_at"),
)
Index("ix_ledger_queue_rank", ledger.c.queue, ledger.c.rank.desc(), ledger.c.id)

# Outcomes by pattern of address, so that crawler traps are seen: store/ledger/traps.py.
patterns = Table(
    "patterns",
    metadata,
    Column("queue", String, primary_key=True),
    Column("pattern", String, primary_key=True),
    Column("found", Integer, nullable=False),
    Column("fetched", Integer, nullable=False),
    Column("useful", Integer, nullable=False),
)

# Back-off and failures of hosts, kept beyond a crawl's end: store/ledger/host_backoff.py.
hosts = Table(
    "hosts",
    metadata,
    Column("host", String, primary_key=True),
    Column("not_before", String),
    Column("reason", String),
    Column("failures", Integer, nullable=False),  # one after the other
    Column("updated_at", String, nullable=False),
)

# What was erased by law or on request, a row for each address. No crawl and no replay brings it
# back.
tombstones = Table(
    "tombstones",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site", String, nullable=False),
    Column("url", String, nullable=False),
    Column("variant_key", String, nullable=False, index=True),
    # The canonical address of the article, the same in all its rows.
    Column("article", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("erased_at", String, nullable=False),
    # Records at other addresses that go with it, feeds that held its text; null until looked for.
    Column("records", JSON(none_as_null=True)),
    # When nothing of it was left in files and tables; null while that is under way.
    Column("finished_at", String),
    UniqueConstraint("site", "url"),
)
