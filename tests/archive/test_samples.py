"""Every sample archive has a row here, which states what comes out of it.

The files were made by many tools, and some are damaged on purpose. They lie beside the project.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from fastwarc import ArchiveIterator as FastWarc
from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator as Warcio

from newscrawler.archive import Damage, iter_refs, read_capture
from newscrawler.model import profile_files
from newscrawler.model.capture import Capture
from newscrawler.replay.replay import replay
from newscrawler.store import Store
from newscrawler.store.captures import facts_of
from newscrawler.store.database.tables import captures

SITES = profile_files.directories([])
KINDS = ("response", "resource", "revisit")


@dataclass(frozen=True)
class Sample:
    """What comes out: how many records of each kind, and a digest of all that they say.

    `inner` is what locations add to the file's name. `damage` is named: what stands behind the
    file's name, the offset, the reason.
    """

    kinds: str
    digest: str
    inner: str = ""
    damage: list[tuple[str, int, str]] = field(default_factory=list)


NOTHING = "e3b0c44298fc1c14"
CLUEWEB = [
    317,
    9348,
    18394,
    27509,
    36357,
    45501,
    54349,
    63318,
    72304,
    81308,
    90420,
    99233,
    108064,
    116905,
    125765,
    134795,
    143841,
    152821,
    161783,
    170791,
    179752,
    188748,
    197746,
    206740,
    215789,
    224801,
    233794,
    242827,
    251856,
]

# fmt: off
SAMPLES = {
    "cdxj__cc.warc.gz": Sample("1 response", "edffd96dd1d5b9ef"),
    "cdxj__example.warc.gz": Sample("1 response 1 revisit", "12f26b6f6617b479", damage=[("", 784, "the block does not match its digest"), ("", 2635, "the block does not match its digest")]),
    "cdxj__missing-http.warc.gz": Sample("1 response", "0e03cbed39a4fb7f", damage=[("", 0, "the payload does not match its digest")]),
    "cdxj__post-test-more.warc": Sample("3 response", "41e35d4a01011b12"),
    "fastwarc__block-sized-records.warc": Sample("", NOTHING),
    "fastwarc__block-sized-records.warc.gz": Sample("", NOTHING),
    "fastwarc__block-sized-records.warc.lz4": Sample("", NOTHING),
    "fastwarc__clipped.warc.gz": Sample("", NOTHING, damage=[("", 0, "the file ends within a gzip member; lost: response http://www.houstonpress.com/music/a-humble-chance-the-rapper-leads-a-spiritual-awakening-at-revention-8866723")]),
    "fastwarc__clueweb-quirk.warc.gz": Sample("29 response", "ceb7c464218e7780", damage=[("", at, "WARC-Date is «2008-10-294T05:21:46-0700»") for at in CLUEWEB]),
    "fastwarc__warcfile.warc": Sample("16 response", "f01526980b4262b5"),
    "fastwarc__warcfile.warc.gz": Sample("16 response", "f01526980b4262b5"),
    "fastwarc__warcfile.warc.lz4": Sample("16 response", "f01526980b4262b5", inner="/fastwarc__warcfile.warc"),
    "iipc__20130729-heritrix-original.warc.gz": Sample("1 response", "36e63e067c7e69cb"),
    "iipc__20130729-heritrix-revisit-with-http-headers.warc.gz": Sample("1 revisit", "56a98e9f77fc0dca"),
    "iipc__20141124-heritrix-server-not-modified.warc.gz": Sample("1 revisit", "2c4b51316983b7a9"),
    "iipc__20141129-heritrix-original.warc.gz": Sample("1 response", "2ec97319a9b473c7"),
    "iipc__20141129-heritrix-revisit-with-http-headers-and-new-warc-headers.warc.gz": Sample("1 revisit", "009a0987fe9d7ed0"),
    "jwarc__cc.warc.gz": Sample("1 response", "448546f5847d6aad"),
    "jwarc__gzip_extra_sl.warc.gz": Sample("", NOTHING),
    "made__h-sha1-raw-b32.warc.gz": Sample("4 response 1 revisit", "50197a7d2ea5d96a"),
    "made__h-sha256-dechunk-hex.warc.gz": Sample("4 response 1 revisit", "50197a7d2ea5d96a"),
    "made__torn-crc.warc.gz": Sample("2 response", "429715f1b3b37d58", damage=[("", 1151, "the file ends within a gzip member")]),
    "made__torn-gzhdr.warc.gz": Sample("1 response", "b0ad75a71a5e39f9", damage=[("", 1151, "the file ends within a gzip member")]),
    "made__torn-mid25.warc.gz": Sample("1 response", "b0ad75a71a5e39f9", damage=[("", 1151, "the file ends within a gzip member; lost: response http://127.0.0.1:8931/page")]),
    "pywb__bad.arc": Sample("1 response", "36b43fddd2e5e972", damage=[("", 0, "Content-Length is «-1»; lost: warcinfo filedesc://bad.arc.gz"), ("", 134, "Content-Length is «-1»; lost: response http://example.com/"), ("", 262, "Content-Length is «abc»; lost: response http://example.com/")]),
    "pywb__dupes.warc.gz": Sample("3 response 9 revisit", "1db084e9e4bd4a66"),
    "pywb__example-extra.warc": Sample("2 response 2 revisit", "9b2f1e8bf083e5fa", damage=[("", 3207, "the payload does not match its digest")]),
    "pywb__example-url-agnostic-orig.warc.gz": Sample("1 response", "ab66e85c0fb81723"),
    "pywb__example-url-agnostic-revisit.warc.gz": Sample("1 revisit", "2ed744b9495269c0"),
    "pywb__example-wget-1-14.warc.gz": Sample("1 response", "4d516cacf3ae77f4"),
    "pywb__example-wpull.warc.gz": Sample("1 response", "51cbb198d4005878"),
    "pywb__example.warc": Sample("2 response 1 revisit", "7a5eb8058e4fde4d", damage=[("", 4764, "7 bytes here belong to no record")]),
    "pywb__example2.warc.gz": Sample("1 response", "8dc187b9d47a432a"),
    "pywb__httpbin-resource.warc.gz": Sample("1 resource", "b3d4838b6b7e4305"),
    "pywb__iana.warc.gz": Sample("48 response 123 revisit", "5f48e4c2156ea776"),
    "pywb__invalid_example_1.wacz": Sample("", NOTHING, damage=[("", 0, "it holds no WARC file"), ("/data/indexes/index.cdx.gz", 0, "datapackage.json names it, and it is not there")]),
    "pywb__missing-status-text.warc": Sample("1 response", "589898658231d7d1"),
    "pywb__valid_example_1.wacz": Sample("1 response", "0795aef444d442d7", inner="/archive/example-collection.warc"),
    "qm__quotes.wacz": Sample("25 response 76 revisit", "6849c114f253ccec", inner="/archive/data.warc.gz"),
    "storm__test.warc.gz": Sample("18 response 2 revisit", "2bedb3502dedc727"),
    "storm__unparsable-date.warc.gz": Sample("1 response", "b6d007c15587af0f", inner="/storm__unparsable-date.warc", damage=[("/storm__unparsable-date.warc", 1200, "WARC-Date is «5088968-11-06T12:31:23Z»")]),
    "wacz__example-collection-with-lists.warc": Sample("18 response", "913e562de5ebfcf3"),
    "wacz__example-collection.warc": Sample("1 response", "0795aef444d442d7"),
    "wacz__example-iana.warc": Sample("24 response 34 revisit", "6b1c9d4508577994"),
    "wacz__example-resource.warc.gz": Sample("1 resource 1 revisit", "23a633fb88efeee6"),
    "wacz__example-warcinfo-metadata.warc": Sample("1 response", "23d040fc1e3509ae"),
    "wacz__invalid_example_1.wacz": Sample("", NOTHING, damage=[("", 0, "it holds no WARC file"), ("/data/indexes/index.cdx.gz", 0, "datapackage.json names it, and it is not there")]),
    "wacz__invalid_signed_example_1.wacz": Sample("2 response", "0d7cd784449cab8c", inner="/archive/rec-20220118045432650779-crawl-now-20220118045335-afee9a31-ab52-4cc8-b281-4a0886c56p567j.warc.gz"),
    "wacz__valid_example_1.wacz": Sample("1 response", "0795aef444d442d7", inner="/archive/example-collection.warc"),
    "wacz__valid_example_2.wacz": Sample("1 response", "0795aef444d442d7", inner="/archive/example-collection.warc"),
    "wacz__valid_signed_example_1.wacz": Sample("2 response", "d6e2fdf221895a98", inner="/archive/rec-20220118190009690949-crawl-scheduled-a78c5705-3aec-46be-9eec-66ac994f1f4a-273757mtjt.warc.gz"),
    "warcio__bad.arc": Sample("1 response", "36b43fddd2e5e972", damage=[("", 0, "Content-Length is «-1»; lost: warcinfo filedesc://bad.arc.gz"), ("", 134, "Content-Length is «-1»; lost: response http://example.com/"), ("", 262, "Content-Length is «abc»; lost: response http://example.com/")]),
    "warcio__example-bad-non-chunked.warc.gz": Sample("1 response 1 revisit", "12f26b6f6617b479", inner="/warcio__example-bad-non-chunked.warc", damage=[("/warcio__example-bad-non-chunked.warc", 3370, "the block does not match its digest")]),
    "warcio__example-digest.warc": Sample("", NOTHING),
    "warcio__example-iana.org-chunked.warc": Sample("1 response", "968c4a2d59958400"),
    "warcio__example-resource.warc.gz": Sample("1 resource", "3985944095ca9177"),
    "warcio__example-space-in-target-uri.warc.gz": Sample("", NOTHING),
    "warcio__example-space-in-url.arc": Sample("1 response", "d4fa46a6e13d2170", damage=[("", 151, "Content-Length is 1591, 1579 bytes are there")]),
    "warcio__example-trunc.warc": Sample("1 response", "6841bab8ff8d6587", damage=[("", 1197, "Content-Length is 973, 975 bytes are there")]),
    "warcio__example-wget-bad-target-uri.warc.gz": Sample("1 response", "5aefff8b84bba080"),
    "warcio__example-wrong-chunks.warc.gz": Sample("1 response", "47243f104d71b0ba", inner="/warcio__example-wrong-chunks.warc", damage=[("/warcio__example-wrong-chunks.warc", 0, "the block does not match its digest")]),
    "warcio__example.arc": Sample("1 response", "99e77bf4c91cf40b"),
    "warcio__example.arc.gz": Sample("1 response", "99e77bf4c91cf40b"),
    "warcio__example.warc": Sample("1 response 1 revisit", "12f26b6f6617b479"),
    "warcio__example.warc.gz": Sample("1 response 1 revisit", "12f26b6f6617b479"),
    "warcio__post-test.warc.gz": Sample("3 response", "afd1bd82aa7c3cbf"),
}
# fmt: on


def told(capture: Capture) -> str:
    body = sha256(capture.body).hexdigest()
    return f"{capture.url} {capture.captured_at} {capture.status} {capture.truncated} {body}"


def test_every_sample_has_a_row(warc_samples: Path) -> None:
    others = {".md", ".tsv", ".cdxj"}
    assert {p.name for p in warc_samples.iterdir() if p.suffix not in others} == set(SAMPLES)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_what_comes_out(name: str, warc_samples: Path) -> None:
    expected, damage = SAMPLES[name], dict[Damage, None]()
    refs = list(iter_refs(warc_samples / name, on_damage=lambda d: damage.update({d: None})))
    captures = [
        read_capture(warc_samples, ref.location, on_damage=lambda d: damage.update({d: None}))
        for ref in refs
    ]
    counts = Counter(ref.entry.kind for ref in refs)
    assert " ".join(f"{n} {kind}" for kind, n in sorted(counts.items())) == expected.kinds
    assert {ref.location.file for ref in refs} <= {name + expected.inner}
    assert [(d.file.removeprefix(name), d.offset, d.reason) for d in damage] == expected.damage
    lines = "\n".join(map(told, captures))
    assert sha256(lines.encode()).hexdigest()[:16] == expected.digest, lines


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_listing_and_reading_agree(name: str, warc_samples: Path) -> None:
    for ref in iter_refs(warc_samples / name, on_damage=lambda _: None):
        capture = read_capture(warc_samples, ref.location)
        said = (capture.record_id, capture.url, capture.captured_at, capture.entry)
        assert said == (ref.record_id, ref.url, ref.captured_at, ref.entry)


# What these libraries give otherwise, and why ours is meant to differ.
TORN = "they give what is there of a torn record, and do not say so"
OTHERWISE = {
    "warcio__example-trunc.warc": "FastWARC leaves two bytes out: Content-Length is wrong",
    "fastwarc__clipped.warc.gz": TORN,
    "made__torn-mid25.warc.gz": TORN,
    "pywb__bad.arc": "warcio takes records whose length is none for empty ones",
    "warcio__bad.arc": "warcio takes records whose length is none for empty ones",
    "warcio__example-wrong-chunks.warc.gz": "warcio finds no body: it lies in the next member",
    "fastwarc__clueweb-quirk.warc.gz": "FastWARC passes over HTTP heads that end in bare newlines",
}

Said = tuple[str, str, bytes]


def by_warcio(path: Path) -> Iterator[Said]:
    """Yield id, URL and decoded content of what warcio can read, up to where it gives up."""
    for record in Warcio(BytesIO(path.read_bytes()), arc2warc=True):
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        content = record.content_stream().read()
        if record.rec_type in KINDS and url.startswith("http"):
            is_arc = path.name.endswith((".arc", ".arc.gz"))  # it makes ids up
            found = "" if is_arc else record.rec_headers.get_header("WARC-Record-ID")
            yield found.strip("<>"), url, content


def by_fastwarc(path: Path) -> Iterator[Said]:
    """Yield the same with bodies as they are, chunks and all."""
    for record in FastWarc(BytesIO(path.read_bytes()), parse_http=True):
        url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
        body = record.reader.read()
        if str(record.record_type) in KINDS and url.startswith("http"):
            yield (record.headers.get("WARC-Record-ID") or "").strip("<>"), url, body


def readable(found: Iterator[Said]) -> Iterator[Said]:
    try:
        yield from found
    except Exception:  # noqa: BLE001 - what stops them need not stop us
        return


@pytest.mark.parametrize("name", sorted(n for n in SAMPLES if not n.endswith(".wacz")))
def test_bodies_are_those_that_other_libraries_read(name: str, warc_samples: Path) -> None:
    path = warc_samples / name
    refs = iter_refs(path, on_damage=lambda _: None)
    ours = [read_capture(warc_samples, ref.location) for ref in refs]
    contents = {(c.record_id, c.url, c.content) for c in ours}
    contents |= {("", c.url, c.content) for c in ours}
    bodies = {(c.record_id, c.url, c.body) for c in ours}
    by_one = [said for said in readable(by_warcio(path)) if said not in contents]
    chunked = {c.record_id for c in ours if "chunked" in (c.header("Transfer-Encoding") or "")}
    by_other = [
        said
        for said in readable(by_fastwarc(path))
        if said not in bodies and said[0] not in chunked
    ]
    assert bool(by_one or by_other) == (name in OTHERWISE), (by_one, by_other)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "then", "bodies"),
    [
        ("iipc__20130729-heritrix-original.warc.gz",
         "iipc__20130729-heritrix-revisit-with-http-headers.warc.gz", [68639]),
        ("iipc__20141129-heritrix-original.warc.gz",
         "iipc__20141129-heritrix-revisit-with-http-headers-and-new-warc-headers.warc.gz", [75331]),
        ("pywb__example-url-agnostic-orig.warc.gz",
         "pywb__example-url-agnostic-revisit.warc.gz", [1270]),
        ("made__h-sha1-raw-b32.warc.gz", "made__h-sha256-dechunk-hex.warc.gz", [47354, 47354]),
        ("pywb__iana.warc.gz", "pywb__dupes.warc.gz", None),
    ],
)  # fmt: skip
def test_revisits_find_their_bodies_in_other_files(
    tmp_path: Path, warc_samples: Path, first: str, then: str, bodies: list[int] | None
) -> None:
    def sizes(*names: str) -> list[int]:
        with Store(f"sqlite:///{tmp_path}/news.db") as store:
            for name in names:
                replay(warc_samples / name, store, SITES, archive=warc_samples)
            rows = store.execute(
                select(captures).where(captures.c.kind == "revisit").order_by(captures.c.id)
            ).all()
            found = [(facts_of(row), store.original(facts_of(row))) for row in rows]
            return [
                len(read_capture(warc_samples, facts.location, original=original).body)
                for facts, original in found
                if original is not None
            ]

    def waiting() -> int:
        with Store(f"sqlite:///{tmp_path}/news.db") as store:
            return sum(facts.entry.kind == "revisit" for facts in store.pending(None))

    # The revisit comes first and waits; the original, when it comes, lets it be read.
    sizes(then)
    waited = waiting()
    found = sizes(first)
    assert waiting() < max(waited, 1)
    assert found == bodies if bodies is not None else all(found)


@pytest.mark.slow
def test_a_whole_folder_of_samples_is_replayed_once(tmp_path: Path, warc_samples: Path) -> None:
    """Every file is read to its end, or its damage is named; a second time does nothing."""
    with Store(f"sqlite:///{tmp_path}/news.db") as store:
        done = replay(warc_samples, store, SITES, archive=tmp_path / "archive")
        assert done.noted == 478
        # The bodies at fault in these two have the ids of records in files before them.
        named = {name for name, sample in SAMPLES.items() if sample.damage}
        named -= {"pywb__example-extra.warc", "warcio__example-bad-non-chunked.warc.gz"}
        assert {d.file.partition("/")[0] for d in done.damage} == named
        again = replay(warc_samples, store, SITES, archive=tmp_path / "archive")
        assert (again.noted, again.counts) == (0, {})
        assert not list(store.pending(None))
