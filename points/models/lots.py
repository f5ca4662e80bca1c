from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import SameShop
from earning.rules.frozen_terms import FrozenTerms


class Account(models.Model):
    """One customer's points, and the row that each of their movements locks.

    ``points`` is the sum of what the lots hold, pending ones included; ``debt`` is what
    the customer owes; ``moves`` numbers the movements without a gap.
    """

    customer = models.OneToOneField(
        "shop.Customer",
        models.PROTECT,
        primary_key=True,
        related_name="+",
        verbose_name=_("customer"),
        db_constraint=False,
    )
    shop = models.ForeignKey(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    points = models.PositiveIntegerField(_("points"), default=0)
    debt = models.PositiveIntegerField(_("debt"), default=0)
    moves = models.PositiveIntegerField(_("movements"), default=0)

    class Meta:
        verbose_name = _("points account")
        verbose_name_plural = _("points accounts")
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gte=0, debt__gte=0, moves__gte=0),
                name="account_never_negative",
            ),
            SameShop("customer", name="account_customer_same_shop"),
        ]

    def __str__(self) -> str:
        return str(self.customer)

    @property
    def balance(self) -> int:
        return self.points - self.debt


class Lot(models.Model):
    """Points that were issued together and live together: one lot per order, for ever.

    ``issued`` is all that was ever credited to it and never decreases. Of that,
    ``clawed_back`` is what refunds really took; ``expired_counted`` the expired points and
    ``written_off`` the debt beyond the limit that count as clawed back without having
    been so. ``net`` is what remains of ``issued`` after these three, and is what the
    order's owner has been given for it: the HTTP API calls it ``granted``.
    ``remaining`` can still be spent.
    ``multiplier`` and ``first_order`` are frozen with the order's first settlement.
    ``original_owner`` is the customer that the lot came from, where they have been merged
    into the account's.
    """

    class Cause(models.TextChoices):
        ORDER = "order", _("order")
        ADJUSTMENT = "adjustment", _("adjustment")
        ACTION = "action", _("action")
        GRANT = "grant", _("given by the shop")

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        AVAILABLE = "available", _("Available")
        CONVERTED = "converted", _("Converted")
        EXPIRED = "expired", _("Expired")
        CANCELLED = "cancelled", _("Cancelled")

    shop = models.ForeignKey("shop.Shop", models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="lots")
    original_owner = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("came from"),
        db_constraint=False,
    )
    cause = models.CharField(_("cause"), max_length=20, choices=Cause)
    order = models.ForeignKey(
        "shop.Order",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("order"),
        db_constraint=False,
    )
    rules = models.ForeignKey(
        "earning.RuleVersion", models.PROTECT, related_name="+", verbose_name=_("rules")
    )
    multiplier = models.DecimalField(
        _("multiplier"), max_digits=6, decimal_places=3, default=Decimal(1)
    )
    first_order = models.BooleanField(_("first order"), default=False, db_default=False)
    issued = models.PositiveIntegerField(pgettext_lazy("points", "issued"), default=0)
    clawed_back = models.PositiveIntegerField(_("clawed back"), default=0)
    expired_counted = models.PositiveIntegerField(
        _("expired, counted as clawed back"), default=0
    )
    written_off = models.PositiveIntegerField(_("written off"), default=0)
    expired = models.PositiveIntegerField(_("expired"), default=0)
    remaining = models.PositiveIntegerField(_("remaining"), default=0)
    settlements = models.PositiveIntegerField(default=0, editable=False)
    activates_at = models.DateTimeField(_("can be spent from"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)

    class Meta:
        verbose_name = _("lot of points")
        verbose_name_plural = _("lots of points")
        constraints = [
            models.UniqueConstraint(
                F("order"),
                Coalesce(
                    "original_owner_id", "account_id", output_field=models.BigIntegerField()
                ),
                name="lot_once_per_order_and_owner",
            ),
            models.CheckConstraint(
                condition=~Q(original_owner=F("account")),
                name="lot_original_owner_is_another",
            ),
            models.CheckConstraint(
                condition=Q(
                    issued__gte=F("clawed_back") + F("expired_counted") + F("written_off")
                ),
                name="lot_claws_back_no_more_than_it_issued",
            ),
            models.CheckConstraint(
                condition=Q(expired__gte=F("expired_counted")),
                name="lot_counts_only_what_expired",
            ),
            models.CheckConstraint(
                condition=Q(order=None, cause__in=["adjustment", "action", "grant"])
                | Q(order__isnull=False, cause="order"),
                name="lot_cause_has_its_row",
            ),
            models.UniqueConstraint(
                fields=["account"],
                # Of two accounts that were merged, each has had its own.
                condition=Q(first_order=True, original_owner=None),
                name="lot_first_order_once_per_account",
            ),
            models.CheckConstraint(
                condition=Q(first_order=False) | Q(order__isnull=False),
                name="lot_first_order_is_an_order",
            ),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("activates_at")),
                name="lot_expires_after_it_activates",
            ),
            SameShop("original_owner", name="lot_original_owner_same_shop"),
            SameShop("order", name="lot_order_same_shop"),
        ]
        indexes = [
            models.Index(
                fields=["account", "expires_at"],
                condition=Q(remaining__gt=0),
                name="lot_open_by_account",
            ),
            models.Index(
                fields=["shop", "expires_at"],
                condition=Q(remaining__gt=0),
                name="lot_open_by_expiry",
            ),
            models.Index(
                fields=["account", "original_owner"],
                condition=Q(original_owner__isnull=False),
                name="lot_away",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order or self.get_cause_display()}: {self.remaining}/{self.issued}"

    @property
    def frozen(self) -> FrozenTerms:
        return FrozenTerms(multiplier=self.multiplier, first_order=self.first_order)

    @property
    def origin_id(self) -> int:
        """The account it belonged to before any merge."""
        return self.original_owner_id or self.account_id

    @property
    def owner_key(self) -> tuple[int | None, int | None]:
        """That of the order whose points belong in this lot: see ``Order.owner_key``."""
        return self.account_id, self.origin_id

    @property
    def net(self) -> int:
        return self.issued - self.clawed_back - self.expired_counted - self.written_off

    def is_dead(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now

    def state_at(self, now: datetime) -> State:
        # Points of other orders may have been reinstated in it since: they are alive.
        if not self.net and not self.remaining:
            return self.State.CANCELLED
        if self.is_dead(now) and (self.remaining or self.expired):
            return self.State.EXPIRED
        if not self.remaining:
            return self.State.CONVERTED
        return self.State.PENDING if now < self.activates_at else self.State.AVAILABLE
