"""What elements are called: the words of classes and ids that tell what a part of a page is.

They are names that site software gives, the same in pages of any language. A name is a hint and
no proof: what holds most of a page's text is its body, whatever it is called.
"""

import re
from collections.abc import Callable
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_REMEMBERED = 2048
"""Names that are remembered; pages of one site share theirs."""


def _test(pattern: str, *, whole: bool = False) -> Callable[[str], bool]:
    """Return a test of names; `whole` looks for words between hyphens, not within them."""
    found = re.compile(rf"(?:^|[-_ ])(?:{pattern})(?:$|[-_ ])" if whole else pattern, re.IGNORECASE)

    @lru_cache(maxsize=_REMEMBERED)
    def test(name: str) -> bool:
        if not name:
            return False
        # `commentsList` is `comments-List`.
        return found.search(_CAMEL.sub("-", " ".join(name.split())) if whole else name) is not None

    return test


is_furniture = _test(
    r"related|share|sharing|shares|social|addtoany|sharedaddy|caption|newsletter|subscribe|"
    r"subscription|sign-?up|advert|advertisement|advertising|ads|adsbygoogle|promo|sponsored|"
    r"comments?|commentlist|koment\w*|komment\w*|comentario\w*|forum|discussion|respond|disqus|"
    r"meta|post-?meta\w*|byline|author-?box|author-bio|breadcrumbs?|tags|tagcloud|toolbar|"
    r"recommended|recommend|read-?also|read-?more|also-read|more-stories|most-read|popular|"
    r"trending|pagination|pager|post-navigation|page-links|page-numbers|post-nav-links|"
    r"wp-pagenavi|screen-reader-text|visually-hidden|sr-only|print-only|cookie|consent|paywall|"
    r"outbrain|taboola|copyright|infobox|jp-relatedposts|twitter-tweet|instagram-media|"
    r"tiktok-embed|counter|count",
    whole=True,
)
"""Inside a body, what is none of it."""

is_sidebar = _test("sidebar|widget", whole=True)
"""Inside a body, a box beside the text."""

is_layout = _test("sidebar|footer|widget|menu|nav|banner|gallery")
"""A part of the page where no article should be, though a redesign may leave its name."""

is_other = _test(
    r"comment|komment|koment|comentar|related|share|social|promo|advert|sponsor|popular|trending|"
    r"recommend|newsletter|cookie|popup|modal|teaser|latest|ticker|marquee|author-?(?:box|bio)|"
    r"most-?read"
)
"""Something else than the article, or small parts of it."""

is_kept = _test("content|article|body|main|story")
"""The article or what holds it, whatever else the name says."""

is_body = _test("article|entry|post|story|content|body|text|news|detail|main|خبر|محتوى")
"""Likely the body."""

is_standfirst = _test(
    r"lead(?:$|[-_ ]|text|paragraph)|standfirst|sub-?(?:title|head|deck)|summary|intro|"
    r"(?:^|[-_ ])de[ck]k?(?:$|[-_ ])|teaser(?:$|[-_ ]?text)|chapo|excerpt|sapo|perex|vorspann|"
    r"abstract|entradilla|bajada|catenaccio|strap-?line"
)
"""The paragraph that sums the article up."""

is_note = _test(
    r"caption|figure|credit|author|autor|comment|player|popover|box|widget|footer|info|image|photo|"
    r"audio|video|copyright|legend|meta"
)
"""Near the headline, what is no standfirst."""

is_aside = _test(
    r"related|sidebar|footer|comment|(?<!elementor-)widget|popular|most|trending|recommend|latest|"
    r"ticker|menu|nav|copyright|more-?news|archive|calendar|weather|clock"
)
"""Around a date, a link or a count: beside the article."""
