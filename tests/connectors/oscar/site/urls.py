from typing import Any

from django.apps import apps
from django.urls import include, path

from tests.connectors.oscar.site import life

oscar: Any = apps.get_app_config("oscar")

urlpatterns = [
    path("fidelite/", include("connectors.oscar.shop_side.urls")),
    path("life/<slug:what>/", life.happen),
    # Products know where they are shown.
    path("", include(oscar.urls[0])),
]
