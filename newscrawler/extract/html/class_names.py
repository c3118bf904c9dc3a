"""The words in classes and ids that name the part of a page: boilerplate, sidebar, body.

They are names that site software gives, the same in pages of any language. A name is a hint and
no proof: what holds most of a page's text is its body, whatever it is called.
"""

import re
from collections.abc import Callable
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CACHE_SIZE = 2048
"""Names that are cached; pages of one site share theirs."""


def _test(pattern: str, *, whole: bool = False) -> Callable[[str], bool]:
    """Return a cached test of names; `whole` matches whole words between hyphens only."""
    found = re.compile(rf"(?:^|[-_ ])(?:{pattern})(?:$|[-_ ])" if whole else pattern, re.IGNORECASE)

    @lru_cache(maxsize=_CACHE_SIZE)
    def test(name: str) -> bool:
        if not name:
            return False
        # `commentsList` is `comments-List`.
        return found.search(_CAMEL.sub("-", " ".join(name.split())) if whole else name) is not None

    return test


is_boilerplate = _test(
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
"""Inside a body: boilerplate."""

is_sidebar = _test("sidebar|widget", whole=True)
"""Inside a body: a box beside the text."""

is_layout = _test("sidebar|footer|widget|menu|nav|banner|gallery")
"""A part of the page that holds no article, unless a redesign has left its name."""

is_other = _test(
    r"comment|komment|koment|comentar|related|share|social|promo|advert|sponsor|popular|trending|"
    r"recommend|newsletter|cookie|popup|modal|teaser|latest|ticker|marquee|author-?(?:box|bio)|"
    r"most-?read"
)
"""Other content than the article, or small parts of it."""

is_kept = _test("content|article|body|main|story")
"""The article or an element around it, whatever else the name contains."""

is_body = _test("article|entry|post|story|content|body|text|news|detail|main|خبر|محتوى")
"""Likely the body."""

is_standfirst = _test(
    r"lead(?:$|[-_ ]|text|paragraph)|standfirst|sub-?(?:title|head|deck)|summary|intro|"
    r"(?:^|[-_ ])de[ck]k?(?:$|[-_ ])|teaser(?:$|[-_ ]?text)|chapo|excerpt|sapo|perex|vorspann|"
    r"abstract|entradilla|bajada|catenaccio|strap-?line"
)
"""The standfirst."""

is_note = _test(
    r"caption|figure|credit|author|autor|comment|player|popover|box|widget|footer|info|image|photo|"
    r"audio|video|copyright|legend|meta"
)
"""Near the headline: no standfirst."""

is_aside = _test(
    r"related|sidebar|footer|comment|(?<!elementor-)widget|popular|most|trending|recommend|latest|"
    r"ticker|menu|nav|copyright|more-?news|archive|calendar|weather|clock"
)
"""Around a date, a link or a count: content beside the article."""
