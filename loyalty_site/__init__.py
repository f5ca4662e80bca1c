"""The site: settings, addresses, the worker's clock and the embedded servers.

Importing the package loads Celery, so that shared tasks find their app.
"""

from loyalty_site.celery import app as celery_app

__all__ = ["celery_app"]
