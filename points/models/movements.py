from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import SameShop
from earning.models.terms import ActionTerms


class Movement(models.Model):
    """One thing that happened to an account, whole. Append-only.

    ``happened_at`` is when it happened in the shop's world; ``booked_at`` since when it
    counts in the books: when it was written, by the clock of the action, and for imported
    history when it happened. ``recorded_at`` is the database's clock. ``number`` is the
    order of writing, ``balance`` what it left.
    ``adjustment`` is the change in points that count as clawed back without having been
    so: expired or written off. It moves nothing, and may be all that a movement records.
    ``lot`` is the one whose net a settlement changes; ``other`` the customer that a merge
    brought together with this one, or parted again.
    """

    class Kind(models.TextChoices):
        SETTLE = "settle", _("Order")
        CONVERT = "convert", _("Turned into a voucher")
        # The value is that of the HTTP API.
        RETURN = "give_back", _("Voucher cancelled")
        EXPIRE = "expire", _("Expired")
        ADJUST = "adjust", _("Adjusted by hand")
        ACTION = "action", _("Action")
        GRANT = "grant", _("Given by the shop")
        MERGE = "merge", _("Accounts merged")
        UNMERGE = "unmerge", _("Merge undone")
        ERASE = "erase", _("Account erased")

    shop = models.ForeignKey("shop.Shop", models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey("points.Account", models.PROTECT, related_name="movements")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    source = models.CharField(_("cause"), max_length=200)
    points = models.IntegerField(_("points"))
    balance = models.IntegerField(_("balance"))
    adjustment = models.IntegerField(_("counted without moving"), default=0)
    order = models.ForeignKey(
        "shop.Order",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("order"),
        db_constraint=False,
    )
    voucher = models.ForeignKey(
        "vouchers.Voucher",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("voucher"),
        db_constraint=False,
    )
    lot = models.ForeignKey(
        "points.Lot",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        editable=False,
    )
    other = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("other account"),
        db_constraint=False,
    )
    rules = models.ForeignKey(
        "earning.RuleVersion",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("rules"),
    )
    action = models.CharField(
        _("action"),
        max_length=20,
        # Not an action of the rules: what a referral gives is in the referral programme.
        choices=[
            *ActionTerms.Type.choices,
            ("referral", pgettext_lazy("action", "referral")),
        ],
        blank=True,
        default="",
        db_default="",
    )
    author = models.CharField(_("author"), max_length=40)
    happened_at = models.DateTimeField(_("date"))
    booked_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    # Filled by the database, from the content and the hash before: core/chain_sql.py.
    hash = models.BinaryField(max_length=32, editable=False)

    class Meta:
        verbose_name = _("movement of points")
        verbose_name_plural = _("movements of points")
        permissions = [("export_movement", "Can export movements of points")]
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "source"], name="movement_source_once_per_shop"
            ),
            models.UniqueConstraint(
                fields=["account", "number"], name="movement_number_once_per_account"
            ),
            models.CheckConstraint(
                condition=~Q(kind="settle") | Q(order__isnull=False, rules__isnull=False),
                name="movement_settles_an_order_by_rules",
            ),
            models.CheckConstraint(
                condition=Q(voucher__isnull=False, kind__in=["convert", "give_back"])
                | Q(voucher=None) & ~Q(kind__in=["convert", "give_back"]),
                name="movement_names_its_voucher",
            ),
            models.CheckConstraint(
                condition=Q(kind="settle", lot__isnull=False)
                | ~Q(kind="settle") & Q(lot=None),
                name="movement_settles_a_lot",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["merge", "unmerge"], other__isnull=False)
                | ~Q(kind__in=["merge", "unmerge"]) & Q(other=None),
                name="movement_merges_with_another",
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(author=""),
                name="movement_has_cause_and_author",
            ),
            models.CheckConstraint(
                condition=Q(kind="action") & ~Q(action="")
                | ~Q(kind="action") & Q(action=""),
                name="movement_names_its_action",
            ),
            SameShop("order", name="movement_order_same_shop"),
            SameShop("voucher", name="movement_voucher_same_shop"),
            SameShop("other", name="movement_other_same_shop"),
        ]
        indexes = [
            models.Index(
                fields=["order"],
                condition=Q(order__isnull=False),
                name="movement_by_order",
            ),
            models.Index(
                fields=["voucher"],
                condition=Q(voucher__isnull=False),
                name="movement_by_voucher",
            ),
            models.Index(
                fields=["other"],
                condition=Q(other__isnull=False),
                name="movement_by_other",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.points:+d}"


class LedgerEntry(models.Model):
    """The part of a movement that touches one lot, or, without a lot, the debt.

    Append-only. It names no account: its lot does, so that lots can change hands.
    """

    class Kind(models.TextChoices):
        EARN = "earn", _("earned")
        CLAW_BACK = "claw_back", _("clawed back")
        REINSTATE = "reinstate", _("reinstated")
        CONVERT = "convert", _("converted")
        RETURN = "return", _("returned")
        EXPIRE = "expire", _("expired")
        ADJUST = "adjust", _("adjusted")
        REPAY = "repay", _("pays a debt")
        TRANSFER = "transfer", _("moved to another account")
        DEBT = "debt", _("debt")

    movement = models.ForeignKey(Movement, models.PROTECT, related_name="entries")
    lot = models.ForeignKey("points.Lot", models.PROTECT, related_name="entries", null=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    points = models.IntegerField(_("points"))

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["earn", "reinstate", "return"], points__gt=0)
                | Q(kind__in=["claw_back", "convert", "expire", "repay"], points__lt=0)
                | Q(kind__in=["adjust", "transfer", "debt"]) & ~Q(points=0),
                name="entry_sign_follows_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="debt", lot=None) | ~Q(kind="debt") & Q(lot__isnull=False),
                name="entry_has_a_lot_or_is_debt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.points:+d}"


class AdjustmentReason(models.Model):
    """Why staff changed somebody's points by hand.

    Kept apart from the movement, which never changes: a person's words can be erased.
    """

    movement = models.OneToOneField(
        Movement, models.PROTECT, primary_key=True, related_name="adjustment_reason"
    )
    text = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")

    def __str__(self) -> str:
        return self.text
