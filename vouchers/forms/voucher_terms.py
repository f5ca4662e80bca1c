"""What a voucher made by hand is to give, on what and until when."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.forms.widgets import HiddenInput, RadioSelect
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_stubs_ext import StrOrPromise

from core.days import close_of, local_day, start_of
from core.money import ZERO
from shop.models import Shop
from vouchers.actions.batches import FilledForm
from vouchers.actions.issuing import VoucherTerms
from vouchers.forms.fields import day, in_money_of, money, share, tick
from vouchers.forms.goods import ScopeForm
from vouchers.models import Budget, Voucher
from vouchers.queries.scope_names import ScopeNames

# Days of validity that the form proposes.
USUAL = timedelta(days=30)


class VoucherTermsForm(ScopeForm):
    """``token`` is one per form shown: sent twice, it makes once."""

    token = forms.UUIDField(widget=HiddenInput, initial=uuid.uuid4)
    label = forms.CharField(
        label=gettext_lazy("What the customer reads"),
        max_length=200,
        help_text=gettext_lazy("For instance “With our apologies”."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("It gives"),
        choices=Voucher.Kind,
        initial=Voucher.Kind.AMOUNT,
        widget=RadioSelect,
    )
    amount = money(gettext_lazy("Amount"))
    percent = share(gettext_lazy("Percentage"))
    max_amount = money(
        gettext_lazy("At most"),
        help_text=gettext_lazy("Of a percentage: no more than this. Empty: no limit."),
    )
    partial = tick(
        gettext_lazy("What an order does not use of the amount is kept for the next"),
        initial=False,
    )
    starts = day(pgettext_lazy("form", "Valid from"))
    ends = day(pgettext_lazy("form", "Valid until the end of"))
    minimum = money(
        gettext_lazy("Minimum cart"),
        help_text=gettext_lazy("Goods before any discount. Empty: none."),
    )
    minimum_of_goods = tick(
        gettext_lazy("Only the goods it is valid on count towards the minimum"),
        initial=False,
    )
    minimum_excl_tax = tick(gettext_lazy("The minimum is without tax"), initial=False)
    with_group = tick(gettext_lazy("Together with the discount of the customer’s group"))
    with_vouchers = tick(gettext_lazy("Together with other vouchers"))
    highlight = tick(gettext_lazy("Proposed in the cart, nobody has to type it"))
    budget = forms.ModelChoiceField(
        Budget.objects.none(),
        label=gettext_lazy("Budget"),
        required=False,
        help_text=gettext_lazy("What it gives is counted against it, and never beyond."),
    )

    SECTIONS: ClassVar[list[tuple[StrOrPromise, list[str]]]] = [
        (
            gettext_lazy("What it gives"),
            ["label", "kind", "amount", "percent", "max_amount", "partial"],
        ),
        (gettext_lazy("When"), ["starts", "ends", "budget"]),
        (
            gettext_lazy("On which carts"),
            [
                *("minimum", "minimum_of_goods", "minimum_excl_tax"),
                *("with_group", "with_vouchers", "highlight"),
            ],
        ),
        ScopeForm.GOODS,
    ]

    def __init__(
        self, data: Any = None, files: Any = None, *, shop: Shop, now: datetime
    ) -> None:
        self.now = now
        self.today = local_day(now, shop.zone)
        dates = {"starts": self.today, "ends": self.today + USUAL}
        super().__init__(data, files, initial=dates, shop=shop)
        in_money_of(self, shop)
        self.offer("budget", Budget.objects.filter(shop=shop).order_by("name", "pk"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        kind = said.get("kind")
        for name in ["amount", "percent"]:
            if name != kind:
                said[name] = None
            elif not said.get(name) and not self.has_error(name):
                self.add_error(name, _("Say how much it gives."))
        if said.get("max_amount") and kind != Voucher.Kind.PERCENT:
            self.add_error("max_amount", _("Only a percentage has a limit."))
        if said.get("partial") and kind != Voucher.Kind.AMOUNT:
            self.add_error("partial", _("Only an amount can leave a remainder."))
        starts = said.get("starts")
        ends = said.get("ends")
        if ends and ends < self.today:
            self.add_error("ends", _("This day is over."))
        elif starts and ends and ends < starts:
            self.add_error("ends", _("It would end before it begins."))
        return said

    @property
    def terms(self) -> VoucherTerms:
        said, zone = self.cleaned_data, self.shop.zone
        alike = (
            "label kind amount percent max_amount partial minimum_of_goods"
            " minimum_excl_tax on_sale with_group with_vouchers highlight budget"
            " products excluded_products"
        )
        starts = said["starts"]
        return VoucherTerms(
            origin=Voucher.Origin.MANUAL,
            valid_from=self.now if starts <= self.today else start_of(starts, zone),
            valid_until=close_of(said["ends"], zone),
            minimum=said["minimum"] or ZERO,
            categories=list(said["categories"]),
            excluded_categories=list(said["excluded_categories"]),
            **{name: said[name] for name in alike.split()},
            **self.limits,
        )

    @property
    def limits(self) -> dict[str, Any]:
        """How often it may be used."""
        return {"use_limit": 1, "uses_per_customer": None}

    @property
    def filled(self) -> FilledForm:
        typed = self.data if isinstance(self.data, MultiValueDict) else MultiValueDict()
        said = {name: typed.getlist(name) for name in self.fields if name in typed}
        return FilledForm(token=self.cleaned_data["token"], said=said, terms=self.terms)

    @property
    def example(self) -> tuple[Voucher, ScopeNames]:
        """What would be made, to be shown before it is."""
        terms = self.terms
        on = [*terms.categories, *terms.products]
        off = [*terms.excluded_categories, *terms.excluded_products]
        voucher = Voucher(shop=self.shop, budget=terms.budget, **terms.columns)
        return voucher, ScopeNames([str(row) for row in on], [str(row) for row in off])
