"""Content-Encoding is decoded once: Scrapy's responses get the decoded bytes of the capture.

Scrapy would decode a second time, with limits of its own, and would fail where a body is torn.
"""

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from newscrawler.model.capture import Capture


class Decoding(HttpCompressionMiddleware):
    """Sends Scrapy's Accept-Encoding; takes the body as the capture has decoded it."""

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Response:
        """Return the response with its body decoded."""
        capture: Capture | None = request.meta.get("capture")
        if capture is None or "Content-Encoding" not in response.headers:
            return response
        del response.headers["Content-Encoding"]
        kind = responsetypes.from_args(
            headers=response.headers, url=response.url, body=capture.content
        )
        return response.replace(cls=kind, body=capture.content)
