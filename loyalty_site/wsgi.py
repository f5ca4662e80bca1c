import os

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty_site.settings")


class TextRequest(WSGIRequest):
    """Accepts a nonsensical Content-Type, such as a charset of rot13.

    Django reads it before any code that could answer with 400, and raises.
    """

    def _set_content_type_params(self, meta: dict[str, str]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]
        except BadRequest:
            self.content_type, self.content_params = "", {}
        except (LookupError, ValueError, SuspiciousOperation):
            self._encoding = None


application = get_wsgi_application()
application.request_class = TextRequest
# Load all views before the first request rather than in it.
resolve("/")
