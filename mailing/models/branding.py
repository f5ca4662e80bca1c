from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mailing.rules.theme import Theme

_COLOUR = RegexValidator(r"^#[0-9a-f]{6}\Z", _("Write it as #8c2f1f."))


class Branding(models.Model):
    """Sender, logo, colours and legal text of a shop's mails. Without a row: the defaults
    of the fields.
    """

    shop = models.OneToOneField(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    sender_name = models.CharField(
        _("name of the sender"),
        max_length=100,
        blank=True,
        help_text=_("What mailboxes show. Empty: the shop’s name."),
    )
    sender_email = models.EmailField(
        _("address of the sender"),
        max_length=254,
        blank=True,
        help_text=_(
            "Of a domain that your mail provider may send for (SPF, DKIM). Empty: that of"
            " the site."
        ),
    )
    reply_to = models.EmailField(
        _("answers go to"),
        max_length=254,
        blank=True,
        help_text=_("A mailbox that somebody reads. Empty: the sender’s address."),
    )
    logo = models.URLField(
        _("address of the logo"),
        max_length=500,
        blank=True,
        validators=[RegexValidator(r"^https://", _("It begins with https://."))],
        help_text=_("A PNG or JPEG picture, legible on white and on black."),
    )
    logo_width = models.PositiveSmallIntegerField(
        _("width of the logo"),
        default=180,
        validators=[MinValueValidator(40), MaxValueValidator(520)],
        help_text=_("In pixels, 40 to 520."),
    )
    colour = models.CharField(
        _("colour of buttons and links"),
        max_length=7,
        default="#8c2f1f",
        validators=[_COLOUR],
    )
    background = models.CharField(
        _("colour around the text"),
        max_length=7,
        default="#f5efe6",
        validators=[_COLOUR],
    )
    company = models.CharField(
        _("company"),
        max_length=200,
        blank=True,
        help_text=_("The company that writes, by its legal name."),
    )
    address = models.CharField(
        _("postal address"),
        max_length=300,
        blank=True,
        help_text=_("On one line."),
    )
    legal = models.TextField(
        _("legal footer"),
        max_length=1000,
        blank=True,
        help_text=_("Registration, capital, VAT number: what your mails have to say."),
    )
    privacy_url = models.URLField(
        _("privacy page"),
        max_length=500,
        blank=True,
        help_text=_("Where your shop says what becomes of personal data."),
    )

    class Meta:
        verbose_name = _("branding")
        verbose_name_plural = _("branding of mails")
        constraints = [
            models.CheckConstraint(
                condition=Q(colour__regex=r"^#[0-9a-f]{6}$")
                & Q(background__regex=r"^#[0-9a-f]{6}$"),
                name="branding_colours_are_hexadecimal",
            ),
            models.CheckConstraint(
                condition=Q(logo="") | Q(logo__startswith="https://"),
                name="branding_logo_is_seen_by_https",
            ),
            models.CheckConstraint(
                condition=Q(logo_width__range=(40, 520)),
                name="branding_logo_fits",
            ),
            models.CheckConstraint(
                condition=~Q(sender_name__regex=r"[\n\r]")
                & ~Q(company__regex=r"[\n\r]")
                & ~Q(address__regex=r"[\n\r]"),
                name="branding_names_are_one_line",
            ),
        ]

    def __str__(self) -> str:
        return str(self.shop)

    @property
    def theme(self) -> Theme:
        return Theme(
            colour=self.colour, background=self.background, logo_width=self.logo_width
        )
