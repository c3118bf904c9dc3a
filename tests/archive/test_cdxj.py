import gzip
import json
from datetime import timedelta
from pathlib import Path

from newscrawler.archive import Damage
from newscrawler.archive.export.cdxj import lines
from newscrawler.model.capture import Earlier
from tests.support.archives import NOW, damage, write, writer
from tests.support.warc_record import record


def test_a_line_says_what_a_record_is_and_where(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        first = write(archive, "https://www.example.com/B?y=2&x=1")
        write(
            archive, "https://example.com/old", status=301, body=b"", headers=[("Location", "/B")],
            captured_at=NOW + timedelta(seconds=1),
        )  # fmt: skip
    page, redirect = lines(tmp_path, damage)
    assert page == (
        'com,example)/b?x=1&y=2 20240506070809 {"url": "https://www.example.com/B?y=2&x=1", '
        '"mime": "text/html", "status": "200", "digest": "' + str(first.entry.digest) + '", '
        f'"length": "{first.location.length}", "offset": "{first.location.offset}", '
        f'"filename": "{first.location.file}"}}\n'
    )
    key, timestamp, said = redirect.split(" ", 2)
    assert (key, timestamp) == ("com,example)/old", "20240506070810")
    assert list(json.loads(said)) == ["url", "status", "digest", "length", "offset", "filename"]


def test_a_revisit_has_a_type_of_its_own(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        first = write(archive)
        earlier = Earlier(first.record_id, str(first.captured_at), str(first.entry.digest))
        write(archive, earlier=earlier)
        write(archive, status=304, body=b"", earlier=earlier)
    found = [json.loads(line.split(" ", 2)[2]) for line in lines(tmp_path, damage)]
    assert [(x["mime"], x["status"], x.get("digest")) for x in found] == [
        ("text/html", "200", first.entry.digest),
        ("warc/revisit", "200", first.entry.digest),
        ("warc/revisit", "304", first.entry.digest),
    ]


def test_a_file_that_is_still_written_is_left_out(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        write(archive)
        assert list(lines(tmp_path, damage)) == []
    assert len(list(lines(tmp_path, damage))) == 1


def test_what_is_torn_is_named_and_the_rest_is_listed(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        write(archive)
        last = write(archive, "https://example.com/2")
    path = tmp_path / last.location.file
    place = last.location
    assert place.offset is not None
    assert place.length is not None
    path.write_bytes(path.read_bytes()[: place.offset + place.length // 2])
    found: list[Damage] = []
    (line,) = lines(tmp_path, found.append)
    assert line.startswith("com,example)/1 ")
    assert {(d.file, d.offset) for d in found} == {(place.file, place.offset)}


def said(tmp_path: Path, data: bytes, name: str = "a.warc") -> dict[str, str]:
    (tmp_path / name).write_bytes(data)
    (line,) = lines(tmp_path, damage)
    found: dict[str, str] = json.loads(line.split(" ", 2)[2])
    return found


def test_a_digest_that_a_record_lacks_is_taken_of_its_payload(tmp_path: Path) -> None:
    page = record(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=x\r\n\r\nhello")
    assert said(tmp_path, page) == {
        "url": "http://example.com/", "mime": "text/html", "status": "200",
        "digest": "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N", "length": str(len(page) - 4),
        "offset": "0", "filename": "a.warc",
    }  # fmt: skip


def test_a_long_head_is_read_to_its_end(tmp_path: Path) -> None:
    head = "".join(f"X-{n}: {'x' * 1000}\r\n" for n in range(200))
    page = record(f"HTTP/1.1 404 No\r\n{head}content-type: text/plain\r\n\r\n".encode() + b"hello")
    found = said(tmp_path, gzip.compress(page), "a.warc.gz")
    assert (found["status"], found["mime"]) == ("404", "text/plain")
    assert found["digest"] == "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N"


def test_a_resource_has_the_type_of_its_record(tmp_path: Path) -> None:
    page = record(b"<p>", WARC_Type="resource", Content_Type="text/html;charset=utf-8")
    found = said(tmp_path, page)
    assert (found["mime"], "status" in found) == ("text/html", False)


def test_a_record_whose_date_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(record(b"HTTP/1.1 200 OK\r\n\r\n", WARC_Date="yesterday"))
    found: list[Damage] = []
    assert list(lines(tmp_path, found.append)) == []
    assert found == [Damage("a.warc", 0, "WARC-Date is «yesterday»")]
