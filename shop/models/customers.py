from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.address_fields import Undotted, address_key_field, other_key_field
from core.constraints import SameShop
from core.languages import spoken
from core.plain_letters import search_field
from shop.models.facts import Fact


class CustomerGroup(Fact):
    """Customers who share a discount and a multiplier of points."""

    kind = "group"

    name = models.CharField(_("name"), max_length=100, blank=True)
    discount_percent = models.DecimalField(
        _("discount in percent"), max_digits=5, decimal_places=2, default=Decimal(0)
    )
    points_multiplier = models.DecimalField(
        _("points multiplier"), max_digits=6, decimal_places=3, default=Decimal(1)
    )
    free_shipping = models.BooleanField(_("free shipping"), default=False)

    class Meta(Fact.Meta):
        verbose_name = _("customer group")
        verbose_name_plural = _("customer groups")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(discount_percent__range=(0, 100)),
                name="group_discount_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=models.Q(points_multiplier__gte=0),
                name="group_multiplier_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.external_id


class Customer(Fact):
    """A person who buys. Guests earn nothing; of an erased customer only the id is left.

    A customer ``merged_into`` another is the same person under an older id: this row keeps
    what the shop states of it, and everything it does counts for the other.
    ``proven_email`` is the address, in lower case, at which the customer last answered one
    of our codes; ``postal_digest`` a keyed digest of their postal address, by which two
    customers of one household are recognised.
    ``address_key`` and ``proven_key`` are the two addresses as they are compared; the
    second only where it is another (see ``shop.persons``). ``search_text`` is what staff
    type to find them, without accents and capitals.
    """

    kind = "customer"

    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    email_verified = models.BooleanField(_("e-mail verified"), default=False)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    language = models.CharField(
        _("language"), max_length=7, blank=True, choices=settings.LANGUAGES
    )
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    registered_at = models.DateTimeField(_("registered"), null=True, blank=True)
    guest = models.BooleanField(_("guest"), default=False)
    shop_group = models.ForeignKey(
        CustomerGroup,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("group in the shop"),
    )
    tier_group = models.ForeignKey(
        CustomerGroup,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        editable=False,
        verbose_name=_("group of the tier"),
    )
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)
    proven_email = models.EmailField(max_length=254, blank=True, editable=False)
    address_key = address_key_field("email")
    proven_key = other_key_field("proven_email", than="email")
    search_text = search_field("first_name", "last_name", "email")
    postal_digest = models.BinaryField(max_length=32, null=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("merged into"),
        db_constraint=False,
    )
    merged_at = models.DateTimeField(_("merged"), null=True, blank=True)

    class Meta(Fact.Meta):
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        permissions = [
            ("export_customer", "Can export customers"),
            ("erase_customer", "Can erase customers"),
        ]
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(erased_at=None)
                | models.Q(
                    email="",
                    proven_email="",
                    first_name="",
                    last_name="",
                    birthday=None,
                    postal_digest=None,
                    guest=False,
                ),
                name="customer_erased_is_only_an_id",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None, merged_at=None)
                | models.Q(merged_into__isnull=False, merged_at__isnull=False),
                name="customer_merge_is_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")),
                name="customer_not_merged_into_itself",
            ),
            models.UniqueConstraint(fields=["shop", "id"], name="customer_once_per_shop"),
            SameShop("merged_into", name="customer_merged_into_same_shop"),
        ]
        indexes = [
            models.Index(models.F("shop"), Lower("email"), name="customer_by_email"),
            models.Index(
                fields=["shop", "address_key"],
                condition=~models.Q(address_key=""),
                name="customer_by_address_key",
            ),
            models.Index(
                fields=["shop", "proven_key"],
                condition=~models.Q(proven_key=""),
                name="customer_by_proven_key",
            ),
            models.Index(
                models.F("shop"),
                Undotted("address_key"),
                condition=~models.Q(address_key=""),
                name="customer_by_undotted_key",
            ),
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="customer_by_merged_into",
            ),
        ]

    def __str__(self) -> str:
        if self.erased_at:
            return _("erased customer %(id)s") % {"id": self.external_id}
        name = f"{self.first_name} {self.last_name}".strip()
        return name or self.email or self.external_id

    @property
    def spoken_language(self) -> str:
        """In which we speak to them, where they have not chosen one themselves."""
        return spoken(self.language, self.shop.language)

    @property
    def may_earn(self) -> bool:
        return not self.guest and self.erased_at is None and self.merged_into_id is None

    @property
    def has_verified_email(self) -> bool:
        """The shop vouches for the address, or its owner has answered a code sent to it."""
        proven = self.proven_email == self.email.lower()
        return bool(self.email) and (self.email_verified or proven)

    @property
    def opened_at(self) -> datetime | None:
        """When the account was opened; where the shop does not say, when it last spoke."""
        return self.registered_at or self.updated_at

    @property
    def group(self) -> CustomerGroup | None:
        """The group that counts, with its multiplier and its discount: that of the tier
        the customer has reached, else the one the shop put them in.
        """
        return self.tier_group if self.tier_group_id else self.shop_group
