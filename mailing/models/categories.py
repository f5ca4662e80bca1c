from django.db import models
from django.utils.translation import gettext_lazy as _


class MailCategory(models.TextChoices):
    """What a customer can switch off by itself; SERVICE mails are always sent."""

    SERVICE = "service", _("Service")
    PROGRAMME = "programme", _("Points and tiers")
    OFFERS = "offers", _("Offers and reminders")
    WISHLIST = "wishlist", _("Wishlist")
    REFERRALS = "referrals", _("Referrals")

    @classmethod
    def switchable(cls) -> list["MailCategory"]:
        """In the order in which customers are asked about them."""
        return [cls.OFFERS, cls.PROGRAMME, cls.WISHLIST, cls.REFERRALS]
