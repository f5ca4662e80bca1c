from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shop.models import Shop
from wishlist.models import Wishlist, WishlistSettings


@dataclass(frozen=True, slots=True)
class Wording:
    """What a shop calls the page, the button of a heart, and a list without a name."""

    page: str
    button: str
    list: str

    def name(self, wishlist: Wishlist) -> str:
        """That of somebody merged into its customer is told from his own."""
        if wishlist.name or wishlist.home_id is None:
            return wishlist.name or self.list
        return _("%(list)s (other account)") % {"list": self.list}


def settings_of(shop: Shop) -> WishlistSettings:
    return WishlistSettings.objects.get(shop=shop)


def wording(settings: WishlistSettings, language: str = "") -> Wording:
    """In this language, or in the one that is active."""
    if (language or get_language() or "fr").startswith("en"):
        return Wording(settings.page_en, settings.button_en, settings.list_en)
    return Wording(settings.page_fr, settings.button_fr, settings.list_fr)
