from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wishlist.models import Wishlist, WishlistSettings


@dataclass(frozen=True, slots=True)
class WishlistWording:
    """What a shop calls the page, the button in the shop, and a list without a name."""

    page: str
    button: str
    list: str

    def name(self, wishlist: Wishlist) -> str:
        """Return what the list is called; the default list of a merged account is told
        apart from the customer's own.
        """
        if wishlist.name or wishlist.original_owner_id is None:
            return wishlist.name or self.list
        return _("%(list)s (other account)") % {"list": self.list}


def wording_of(settings: WishlistSettings, language: str = "") -> WishlistWording:
    """Return the shop's words in this language, or in the one that is active."""
    if (language or get_language() or "fr").startswith("en"):
        return WishlistWording(settings.page_en, settings.button_en, settings.list_en)
    return WishlistWording(settings.page_fr, settings.button_fr, settings.list_fr)
