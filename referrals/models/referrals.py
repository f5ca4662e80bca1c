from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import SameShop
from referrals.rules.assessing import ReferralStatus, StaffDecision
from referrals.rules.scoring import FraudReason


class Referral(models.Model):
    """A sponsor and a person they have told of the shop, perhaps a customer by now.

    ``address`` is a keyed digest of the friend's address in its one spelling: the address
    itself is not kept. ``initials`` are what the sponsor sees. ``terms`` are those that
    both were shown. ``accepted_at`` is when the friend accepted the invitation, from
    ``connection``, a digest of IP address and browser. ``status`` to ``due_at`` are written
    by ``settle`` only.
    """

    class Status(models.TextChoices):
        INVITED = ReferralStatus.INVITED.value, pgettext_lazy("referral", "Invited")
        REGISTERED = (
            ReferralStatus.REGISTERED.value,
            pgettext_lazy("referral", "Registered"),
        )
        ORDERED = ReferralStatus.ORDERED.value, pgettext_lazy("referral", "Order confirmed")
        REWARDED = ReferralStatus.REWARDED.value, pgettext_lazy("referral", "Reward given")
        HELD = ReferralStatus.HELD.value, pgettext_lazy("referral", "Being checked")
        REFUSED = ReferralStatus.REFUSED.value, pgettext_lazy("referral", "Refused")
        CAPPED = ReferralStatus.CAPPED.value, pgettext_lazy("referral", "Beyond the limit")
        LAPSED = ReferralStatus.LAPSED.value, pgettext_lazy("referral", "Lapsed")

    class Channel(models.TextChoices):
        LINK = "link", pgettext_lazy("channel", "Link")
        MAIL = "mail", pgettext_lazy("channel", "Mail")
        QR = "qr", pgettext_lazy("channel", "QR code")
        SHARE = "share", pgettext_lazy("channel", "Share button")
        SHOP = "shop", pgettext_lazy("channel", "Code typed in the shop")

    class Reason(models.TextChoices):
        OWN_ADDRESS = FraudReason.OWN_ADDRESS.value, _("the sponsor’s own address")
        KNOWN = FraudReason.KNOWN.value, _("was a customer before")
        SAME_PERSON = FraudReason.SAME_PERSON.value, _("both accounts are one person’s")
        OWN_ORDER = FraudReason.OWN_ORDER.value, _("ordered with the sponsor’s address")
        SAME_NAME = FraudReason.SAME_NAME.value, _("same family name")
        SAME_HOME = FraudReason.SAME_HOME.value, _("same postal address")
        SAME_CONNECTION = (
            FraudReason.SAME_CONNECTION.value,
            _("same connection and browser"),
        )
        TOO_MANY = FraudReason.TOO_MANY.value, _("many friends in a short time")

    class Decision(models.TextChoices):
        PAY = StaffDecision.PAY.value, _("accepted")
        REFUSE = StaffDecision.REFUSE.value, _("refused")

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    sponsor = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        verbose_name=_("sponsor"),
        db_constraint=False,
    )
    friend = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("friend"),
        db_constraint=False,
    )
    terms = models.ForeignKey(
        "referrals.ReferralTerms",
        models.PROTECT,
        related_name="+",
        verbose_name=_("conditions"),
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    address = models.BinaryField(max_length=32)
    initials = models.CharField(_("initials"), max_length=8, blank=True)
    created_at = models.DateTimeField(_("since"))
    mailed_at = models.DateTimeField(_("invited by mail"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted by the friend"), null=True, blank=True)
    connection = models.BinaryField(null=True, blank=True, max_length=32)
    registered_at = models.DateTimeField(_("registered"), null=True, blank=True)

    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.INVITED
    )
    reasons = ArrayField(
        models.CharField(max_length=20, choices=Reason),
        verbose_name=_("what speaks against it"),
        default=list,
        blank=True,
    )
    score = models.PositiveSmallIntegerField(_("suspicion"), default=0)
    order = models.ForeignKey(
        "shop.Order",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("order that counts"),
        db_constraint=False,
    )
    due_at = models.DateTimeField(_("reward due"), null=True, blank=True)

    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=40, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        constraints = [
            models.UniqueConstraint(
                fields=["friend"],
                condition=Q(friend__isnull=False),
                name="referral_friend_has_one_sponsor",
            ),
            models.UniqueConstraint(
                fields=["sponsor", "address"], name="referral_once_per_sponsor"
            ),
            models.UniqueConstraint(
                fields=["shop", "address"],
                condition=Q(mailed_at__isnull=False),
                name="referral_mailed_once_per_address",
            ),
            models.CheckConstraint(
                condition=~Q(friend=F("sponsor")), name="referral_of_another"
            ),
            models.CheckConstraint(
                condition=Q(friend=None, registered_at=None)
                | Q(friend__isnull=False, registered_at__isnull=False),
                name="referral_friend_is_registered",
            ),
            models.CheckConstraint(
                condition=Q(friend__isnull=False)
                | Q(status__in=["invited", "refused", "lapsed"]),
                name="referral_counts_for_a_friend",
            ),
            models.CheckConstraint(
                condition=Q(order=None, due_at=None)
                | Q(order__isnull=False, due_at__isnull=False),
                name="referral_is_due_for_an_order",
            ),
            models.CheckConstraint(
                condition=Q(order__isnull=False)
                | ~Q(status__in=["ordered", "rewarded", "capped"]),
                name="referral_rewarded_for_an_order",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by="", decided_at=None, decision_reason="")
                | ~Q(decision="") & ~Q(decided_by="") & Q(decided_at__isnull=False),
                name="referral_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(score__lte=100), name="referral_score_ends_at_a_hundred"
            ),
            SameShop("sponsor", name="referral_sponsor_same_shop"),
            SameShop("friend", name="referral_friend_same_shop"),
            SameShop("order", name="referral_order_same_shop"),
        ]
        indexes = [
            models.Index(fields=["sponsor", "-created_at"], name="referral_by_sponsor"),
            models.Index(fields=["shop", "address"], name="referral_by_address"),
            models.Index(
                fields=["due_at"],
                condition=Q(status="ordered"),
                name="referral_to_come",
            ),
            models.Index(
                fields=["shop", "connection"],
                condition=Q(connection__isnull=False),
                name="referral_by_connection",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sponsor} → {self.friend or self.initials or '?'}"
