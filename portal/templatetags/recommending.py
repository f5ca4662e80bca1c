"""The button « Envoyer à un ami » and the links to share an article, for any page."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from sharing import phrases as sharing_phrases
from sharing import queries as sharing_queries
from sharing.rules import ShareLinks
from shop.models import Shop

register = template.Library()


@register.inclusion_tag("components/recommend.html")
def recommend(shop: Shop, product: str, name: str, page: str) -> dict[str, Any]:
    """``product`` is the shop's id of it, ``page`` its address. Queries: 1."""
    offered = sharing_queries.settings_of(shop)
    return {
        "label": sharing_phrases.button_label(offered) if offered else "",
        "address": reverse("portal:recommend", args=[shop.code, product]),
        "shares": ShareLinks(f"{settings.BASE_URL}{page}", name),
    }
