import pytest

from newscrawler import extract_html

PROSE = "A sentence that is long enough to be read as prose, with a comma. " * 4


def views(html: str) -> int | None:
    page = f"<html><body><h1>A vote</h1>{html}<div><p>{PROSE}</p></div></body></html>"
    return extract_html(page.encode(), url="https://example.com/a").views


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("<span class=post-views>744</span>", 744),
        ("<span class=views><i></i>212.3k</span>", 212300),
        ("<dd class=hits>الزيارات: 552</dd>", 552),
        ("<li><span>1.2 ألف مشاهدة</span></li>", 1200),
        ("<font>خيارات<br>صفحة للطباعة<br>عدد القراءات: 1107</font>", 1107),
        ("<span>12 May 2020</span> <span>قراءة <b>3223</b> مرات</span>", 3223),
        ("<div>نشر بتاريخ: الأحد 20 فبراير 2011 | عدد الزيارات: 98 | التعليقات: 2</div>", 98),
        ("<p>٧٤٤ مشاهدات</p>", 744),
    ],
)  # fmt: skip
def test_counters(html: str, count: int) -> None:
    assert views(html) == count


@pytest.mark.parametrize(
    "html",
    [
        "<p>12 comments</p>", "<p>الأكثر قراءة 5</p>", "<h3>新闻24小时点击排行榜</h3>", "<p>Windows Vista and XP, Windows 7, Windows 8 and all later versions up to Windows 11</p>",
        "<aside><span class=views>9</span></aside>",
        # Of another article.
        "<p>x</p>" * 30
        + "<div><a href=/b>Another story with a headline</a> <span class=views>6.652</span></div>",
        "<a href=/b>Another story with a headline <span class=views>6.652</span></a>",
    ],
)  # fmt: skip
def test_what_is_no_counter(html: str) -> None:
    assert views(html) is None
