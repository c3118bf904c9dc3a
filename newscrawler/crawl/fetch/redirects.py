"""Redirects, followed to where browsers go; a Location that is no address leads nowhere."""

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response

from newscrawler.model.urls import of_header


class Redirects(RedirectMiddleware):
    """In place of Scrapy's middleware, with its settings; it would raise on such a Location."""

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """Return the request that a redirect leads to, or the response itself."""
        location = response.headers.get("Location")
        if location is not None:
            target = of_header(request.url, location.decode("latin-1"))
            if target is None:
                return response
            response.headers["Location"] = target
        return super().process_response(request, response)
