from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vouchers.rules.cart import DiscountKind as RuleKind


class CartOffer(models.Model):
    """What carts get without a code, by what their goods come to, while it lasts.

    Once it has begun it never changes but for its end: what an order had can be computed
    for ever. A change closes it and opens another that ``replaces`` it.
    """

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", _("everybody")
        MEMBERS = "members", _("signed-in customers")
        GROUPS = "groups", _("customers of these groups")
        SEGMENTS = "segments", _("customers of these segments")

    class State(models.TextChoices):
        SCHEDULED = "scheduled", pgettext_lazy("offer", "Scheduled")
        EARLY = "early", pgettext_lazy("offer", "Early access")
        OPEN = "open", pgettext_lazy("offer", "Open")
        OVER = "over", pgettext_lazy("offer", "Over")

    shop = models.ForeignKey(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    label_fr = models.CharField(_("name in French"), max_length=100)
    label_en = models.CharField(_("name in English"), max_length=100, blank=True)
    audience = models.CharField(
        _("for"), max_length=20, choices=Audience, default=Audience.MEMBERS
    )
    groups = models.ManyToManyField(
        "shop.CustomerGroup", verbose_name=_("groups"), blank=True, related_name="+"
    )
    segments = models.ManyToManyField(
        "segments.Segment", verbose_name=_("segments"), blank=True, related_name="+"
    )
    starts_at = models.DateTimeField(pgettext_lazy("offer", "from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    early_from = models.DateTimeField(_("early access from"), null=True, blank=True)
    early_groups = models.ManyToManyField(
        "shop.CustomerGroup",
        verbose_name=_("groups with early access"),
        blank=True,
        related_name="+",
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=10, help_text=_("The smallest number comes first.")
    )
    stop = models.BooleanField(_("no further offer"), default=False)
    with_group = models.BooleanField(_("together with the group’s discount"), default=True)
    with_vouchers = models.BooleanField(_("together with vouchers"), default=True)
    categories = models.ManyToManyField(
        "shop.Category", verbose_name=_("categories"), blank=True, related_name="+"
    )
    products = models.ManyToManyField(
        "shop.Product", verbose_name=_("products"), blank=True, related_name="+"
    )
    excluded_categories = models.ManyToManyField(
        "shop.Category", verbose_name=_("excluded categories"), blank=True, related_name="+"
    )
    excluded_products = models.ManyToManyField(
        "shop.Product", verbose_name=_("excluded products"), blank=True, related_name="+"
    )
    on_sale = models.BooleanField(_("on discounted products too"), default=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
        verbose_name=_("replaces"),
    )
    author = models.CharField(_("author"), max_length=40)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("cart offer")
        verbose_name_plural = _("cart offers")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="offer_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(early_from=None) | Q(early_from__lt=F("starts_at")),
                name="offer_early_before_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(replaces=F("id")), name="offer_replaces_another"
            ),
        ]

    def __str__(self) -> str:
        return self.label_fr

    def label_in(self, language: str | None) -> str:
        return self.label_en or self.label_fr if language == "en" else self.label_fr

    @property
    def begins_at(self) -> datetime:
        """For the first who may have it."""
        return self.early_from or self.starts_at

    def has_begun(self, now: datetime) -> bool:
        return self.begins_at <= now

    def state_at(self, now: datetime) -> State:
        if (self.closed_at and self.closed_at <= now) or (
            self.ends_at and self.ends_at <= now
        ):
            return self.State.OVER
        if self.starts_at <= now:
            return self.State.OPEN
        return self.State.EARLY if self.has_begun(now) else self.State.SCHEDULED


class OfferStep(models.Model):
    """From ``minimum`` on, the offer gives this."""

    # A step is part of its offer and goes with it.
    offer = models.ForeignKey(CartOffer, models.CASCADE, related_name="steps")
    minimum = models.DecimalField(
        pgettext_lazy("step", "from"), max_digits=12, decimal_places=2
    )
    kind = models.CharField(
        _("gives"),
        max_length=20,
        choices=[
            (RuleKind.PERCENT.value, _("percentage")),
            (RuleKind.AMOUNT.value, _("amount")),
            (RuleKind.SHIPPING.value, _("free shipping")),
        ],
    )
    amount = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    percent = models.DecimalField(
        _("percentage"), max_digits=5, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("step of an offer")
        verbose_name_plural = _("steps of offers")
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "minimum", "kind"], name="offer_step_once"
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=0), name="offer_step_minimum_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(kind="amount", amount__isnull=False, amount__gt=0, percent=None)
                | Q(
                    kind="percent",
                    amount=None,
                    percent__isnull=False,
                    percent__gt=0,
                    percent__lte=100,
                )
                | Q(kind="shipping", amount=None, percent=None),
                name="offer_step_gives_what_its_kind_says",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minimum} → {self.percent or self.amount or self.kind}"


class OfferUse(models.Model):
    """An order that has an offer, and what it took off its goods.

    ``group_percent`` is the group's discount when the order came to have it.
    """

    offer = models.ForeignKey(CartOffer, models.PROTECT, related_name="uses")
    order = models.ForeignKey(
        "shop.Order", models.PROTECT, related_name="+", verbose_name=_("order")
    )
    amount = models.DecimalField(
        _("amount"),
        max_digits=12,
        decimal_places=2,
        help_text=_("What it took off the order’s goods."),
    )
    group_percent = models.DecimalField(
        _("discount of the group in percent"), max_digits=5, decimal_places=2
    )
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("use of an offer")
        verbose_name_plural = _("uses of offers")
        constraints = [
            models.UniqueConstraint(fields=["order", "offer"], name="offer_once_per_order"),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="offer_use_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} → {self.order_id}"
