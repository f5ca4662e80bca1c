from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DemoCategory(models.Model):
    """What products are listed under. ``number`` is its id for the programme."""

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    number = models.CharField(_("number"), max_length=100)
    slug = models.SlugField(_("address"), max_length=60)
    name = models.CharField(_("name"), max_length=100)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)

    class Meta:
        verbose_name = pgettext_lazy("demo shop", "category")
        verbose_name_plural = pgettext_lazy("demo shop", "categories")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "number"], name="demo_category_number_once"
            ),
            models.UniqueConstraint(
                fields=["shop", "slug"], name="demo_category_slug_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DemoProduct(models.Model):
    """An article. ``price`` includes tax; ``was`` is the regular price of one on sale."""

    class Drawing(models.TextChoices):
        """The pictures are drawn, each in the colours of its product."""

        BAG = "bag"
        BOARD = "board"
        BOTTLE = "bottle"
        BOWL = "bowl"
        BOX = "box"
        CANDLE = "candle"
        CARAFE = "carafe"
        CUSHION = "cushion"
        DIFFUSER = "diffuser"
        JAR = "jar"
        LAMP = "lamp"
        LANTERN = "lantern"
        NOTEBOOK = "notebook"
        PAPER = "paper"
        PEN = "pen"
        PILLAR = "pillar"
        PLATE = "plate"
        SOAP = "soap"
        SPRAY = "spray"
        TAPER = "taper"
        TEAPOT = "teapot"
        THROW = "throw"
        TIN = "tin"
        TOWEL = "towel"
        VASE = "vase"

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    number = models.CharField(_("number"), max_length=100)
    slug = models.SlugField(_("address"), max_length=80)
    category = models.ForeignKey(
        DemoCategory,
        models.PROTECT,
        related_name="products",
        verbose_name=pgettext_lazy("demo shop", "category"),
    )
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    price_excl_tax = models.DecimalField(
        _("price excluding tax"), max_digits=14, decimal_places=6
    )
    was = models.DecimalField(
        _("regular price"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    stock = models.PositiveIntegerField(_("stock"), default=0)
    gift_card = models.BooleanField(_("gift card"), default=False)
    drawing = models.CharField(_("drawing"), max_length=20, choices=Drawing)
    # Two colours, such as #8c2f1f: of the thing, and of what stands behind it.
    colour = models.CharField(_("colour"), max_length=7)
    ground = models.CharField(_("background"), max_length=7)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "number"], name="demo_product_number_once"
            ),
            models.UniqueConstraint(fields=["shop", "slug"], name="demo_product_slug_once"),
            models.CheckConstraint(
                condition=models.Q(price__gt=0, price_excl_tax__gt=0),
                name="demo_product_prices_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(was=None) | models.Q(was__gt=models.F("price")),
                name="demo_product_on_sale_costs_less",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    colour__regex="^#[0-9a-f]{6}$", ground__regex="^#[0-9a-f]{6}$"
                ),
                name="demo_product_colours_are_colours",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def on_sale(self) -> bool:
        return self.was is not None
