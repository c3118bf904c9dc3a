"""A request to which no answer is sought."""

from scrapy.exceptions import IgnoreRequest


class Unanswered(IgnoreRequest):
    """No answer is sought for a request; the ledger has its outcome already."""
