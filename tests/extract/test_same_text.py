"""What changes on a page between two visits and is no edit: the folded text stays the same."""

import pytest

from newscrawler.extract import extract_html
from newscrawler.text.digest import text_digest

TEXT = (
    "قال الوزير في مؤتمر صحفي عقد مساء الأحد إن 25 مدرسة جديدة ستفتح أبوابها في الخريف المقبل، "
    "وإن العمل فيها يجري وفق الخطة التي أعلنت قبل عامين."
)
MORE = (
    "وأضاف أن الوزارة تعاقدت مع مئات المعلمين، وأن التسجيل يبدأ في الأسبوع الأول من الشهر، "
    "على أن تعلن النتائج بعد ذلك بأيام في موقع الوزارة."
)


def page(
    *, views: str = "744", ago: str = "منذ 5 دقائق", shares: str = "12", related: int = 1,
    ad: str = "", text: str = TEXT, gap: str = " ",
) -> bytes:  # fmt: skip
    others = "".join(
        f"<li><a href=/2024/05/0{n}/x>عنوان خبر آخر من أخبار اليوم {n * related}</a></li>"
        for n in range(1, 6)
    )
    return (
        f"<html lang=ar dir=rtl><head><title>مدارس جديدة | الصحيفة</title></head>"
        f"<body class='rtl single single-post'><header><nav><a href=/>الرئيسية</a></nav></header>"
        f"<article class='post'><h1 class='entry-title'>مدارس{gap}جديدة</h1>"
        f"<div class='post-meta'><time datetime='2024-05-06'>{ago}</time>"
        f"<span class='post-views'>{views} مشاهدات</span></div>"
        f"<div class='entry-content'><p>{text.replace(' ', gap)}</p>{ad}<p>{MORE}</p>"
        f"<div class='sharedaddy'><ul><li>فيسبوك {shares}</li></ul></div>"
        f"<div class='jp-relatedposts'><h3>ذات صلة</h3><ul>{others}</ul></div></div></article>"
        f"<aside class='sidebar'><h3>الأكثر قراءة</h3><ul>{others}</ul></aside></body></html>"
    ).encode()


def digest(html: bytes) -> str:
    article = extract_html(html, url="https://news.example/2024/05/06/schools/")
    assert article.title
    assert article.body
    return text_digest(article.title, article.body)


@pytest.mark.parametrize(
    "again",
    [
        page(views="12,345"), page(ago="منذ ساعتين"), page(shares="9871"), page(related=7),
        page(ad="<div class='adsbygoogle'>إعلان: اشتر الآن</div>"), page(gap="\n\t  "),
        page(text=TEXT.replace("قال", "قــال")), page(text=TEXT.replace("25", "٢٥")),
        page(text=TEXT.replace("إن", "اِن")),
    ],
    ids=["views", "ago", "shares", "related", "ad", "spaces", "tatweel", "digits", "marks"],
)  # fmt: skip
def test_no_edit(again: bytes) -> None:
    assert digest(again) == digest(page())


def test_an_edit() -> None:
    assert digest(page(text=TEXT.replace("25", "26"))) != digest(page())
