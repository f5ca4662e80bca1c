"""What an offer gives, to whom, on what and when; and how much discounts may come to."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.widgets import CheckboxSelectMultiple, RadioSelect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.days import close_of, last_day, local_day, start_of
from core.money import ZERO
from segments.models import Segment
from shop.models import CustomerGroup, Shop
from vouchers.actions.offers import OfferTerms
from vouchers.forms.fields import day, money, tick
from vouchers.forms.goods import ScopeForm, Section
from vouchers.models import CartOffer, MarginGuard, OfferStep
from vouchers.rules.cart import DiscountKind
from vouchers.rules.margin_guard import DiscountSource
from vouchers.rules.offers import DiscountStep

STEPS = 5
WHOLE = Decimal(100)
_SETS = (
    "groups",
    "segments",
    "early_groups",
    "categories",
    "products",
    "excluded_categories",
    "excluded_products",
)
_ALIKE = (
    "label_fr",
    "label_en",
    "priority",
    "stop",
    "with_group",
    "with_vouchers",
    "on_sale",
)


class OfferStepForm(forms.Form):
    """One step; left empty, none."""

    minimum = money(pgettext_lazy("step", "From a cart of"))
    kind = forms.ChoiceField(
        label=gettext_lazy("It gives"),
        choices=OfferStep._meta.get_field("kind").choices or (),
    )
    worth = money(gettext_lazy("How much"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        worth, kind = said.get("worth"), said.get("kind")
        if self.is_empty or self.errors or kind == DiscountKind.SHIPPING:
            return said
        if not worth:
            self.add_error("worth", _("Say how much it gives."))
        elif kind == DiscountKind.PERCENT and worth > WHOLE:
            self.add_error("worth", _("A percentage is at most 100."))
        return said

    @property
    def is_empty(self) -> bool:
        """Free shipping says all by its kind."""
        said = self.cleaned_data
        typed = said.get("minimum") is not None or said.get("worth") is not None
        return not typed and said.get("kind") != DiscountKind.SHIPPING

    @property
    def step(self) -> DiscountStep:
        said = self.cleaned_data
        kind, worth = DiscountKind(said["kind"]), said.get("worth") or ZERO
        return DiscountStep(
            minimum=said["minimum"] or ZERO,
            kind=kind,
            amount=worth if kind == DiscountKind.AMOUNT else ZERO,
            percent=worth if kind == DiscountKind.PERCENT else ZERO,
        )


OfferStepForms = forms.formset_factory(
    OfferStepForm, extra=0, max_num=STEPS, absolute_max=STEPS
)


def _several(label: Any, rows: Any, **options: Any) -> forms.Field:
    return forms.ModelMultipleChoiceField(
        rows, label=label, required=False, widget=CheckboxSelectMultiple, **options
    )


class OfferForm(ScopeForm):
    """``offer``: the one that is changed; without, a new one."""

    label_fr = forms.CharField(
        label=gettext_lazy("What the customer reads, in French"),
        max_length=100,
        help_text=gettext_lazy("For instance “Offre fidélité”."),
    )
    label_en = forms.CharField(
        label=gettext_lazy("The same in English"), max_length=100, required=False
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("For whom"),
        choices=CartOffer.Audience,
        initial=CartOffer.Audience.MEMBERS,
        widget=RadioSelect,
    )
    groups = _several(gettext_lazy("Groups"), CustomerGroup.objects.none())
    segments = _several(gettext_lazy("Segments"), Segment.objects.none())
    starts = day(pgettext_lazy("form", "From"))
    ends = day(
        pgettext_lazy("form", "Until the end of"),
        required=False,
        help_text=gettext_lazy("Empty: until you close it."),
    )
    early = day(
        gettext_lazy("Early access from"),
        required=False,
        help_text=gettext_lazy("A private sale before the others come. Empty: none."),
    )
    early_groups = _several(
        gettext_lazy("Groups with early access"), CustomerGroup.objects.none()
    )
    priority = forms.IntegerField(
        label=gettext_lazy("Priority"),
        initial=10,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=gettext_lazy("The smallest number comes first."),
    )
    stop = tick(gettext_lazy("Where it is given, no offer after it is"), initial=False)
    with_group = tick(gettext_lazy("Together with the discount of the customer’s group"))
    with_vouchers = tick(gettext_lazy("Together with vouchers"))

    SECTIONS: ClassVar[list[Section]] = [
        (gettext_lazy("Its name"), ["label_fr", "label_en"]),
        (gettext_lazy("For whom"), ["audience", "groups", "segments"]),
        (gettext_lazy("When"), ["starts", "ends", "early", "early_groups"]),
        (
            gettext_lazy("Beside other discounts"),
            ["priority", "stop", "with_group", "with_vouchers"],
        ),
        ScopeForm.GOODS,
    ]

    def __init__(
        self, data: Any = None, *, shop: Shop, now: datetime, offer: CartOffer | None
    ) -> None:
        self.now, self.today = now, local_day(now, shop.zone)
        initial = _initial(offer) if offer else {"starts": self.today}
        super().__init__(data, initial=initial, shop=shop)
        groups = CustomerGroup.objects.filter(shop=shop).order_by("name", "pk")
        self.offer("groups", groups)
        self.offer("early_groups", groups)
        segments = Segment.objects.filter(shop=shop).order_by("name", "pk")
        self.offer("segments", segments)
        # Those there are, and empty ones to fill in.
        rows = list(offer.steps.order_by("minimum", "pk")) if offer else []
        there = [
            {"minimum": row.minimum, "kind": row.kind, "worth": row.amount or row.percent}
            for row in rows
        ]
        self.steps = OfferStepForms(
            data,
            prefix="steps",
            initial=[
                *there,
                *({"kind": DiscountKind.PERCENT.value} for _ in range(STEPS - len(there))),
            ],
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.steps.is_valid():
            self.add_error(None, _("Look at the steps again."))
        starts, ends = said.get("starts"), said.get("ends")
        if ends and ends < self.today:
            self.add_error("ends", _("This day is over."))
        elif starts and ends and ends < starts:
            self.add_error("ends", _("It would end before it begins."))
        return said

    @property
    def terms(self) -> OfferTerms:
        said, zone = self.cleaned_data, self.shop.zone
        begun = said["starts"] <= self.today
        chosen: dict[str, Any] = {name: said[name] for name in _ALIKE}
        chosen |= {name: list(said[name]) for name in _SETS}
        if begun:
            chosen["early_groups"] = []
        elif early := said["early"]:
            at_once = early <= self.today
            chosen["early_from"] = self.now if at_once else start_of(early, zone)
        return OfferTerms(
            steps=[form.step for form in self.steps if not form.is_empty],
            audience=CartOffer.Audience(said["audience"]),
            starts_at=self.now if begun else start_of(said["starts"], zone),
            ends_at=close_of(said["ends"], zone) if said["ends"] else None,
            **chosen,
        )


def _initial(offer: CartOffer) -> dict[str, Any]:
    """As it stands, in the shop's own days. Seven queries."""
    zone = offer.shop.zone
    sets = {name: getattr(offer, name).order_by("pk") for name in _SETS}
    articles = {
        name: ", ".join(sets.pop(name).values_list("external_id", flat=True))
        for name in ("products", "excluded_products")
    }
    return {
        **{name: getattr(offer, name) for name in [*_ALIKE, "audience"]},
        **sets,
        **articles,
        "starts": local_day(offer.starts_at, zone),
        "ends": offer.ends_at and last_day(offer.ends_at, zone),
        "early": offer.early_from and local_day(offer.early_from, zone),
    }


class MarginGuardForm(forms.Form):
    """Each is lowered in its turn; free shipping may be left out of it."""

    percent = forms.DecimalField(
        label=gettext_lazy("Ceiling, in percent of the articles"),
        max_digits=5,
        decimal_places=2,
        required=False,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(WHOLE)],
        localize=True,
        widget=forms.TextInput({"inputmode": "decimal", "size": 6}),
        help_text=gettext_lazy("Empty: no ceiling."),
    )
    TURNS = [
        ("1", pgettext_lazy("turn", "first")),
        ("2", pgettext_lazy("turn", "second")),
        ("3", pgettext_lazy("turn", "third")),
        ("4", pgettext_lazy("turn", "fourth")),
    ]

    def __init__(self, data: Any = None, *, guard: MarginGuard | None) -> None:
        order = guard.cut_order if guard else ["offer", "group", "voucher"]
        percent = guard.percent if guard else None
        super().__init__(data, initial={"percent": percent})
        for value, label in MarginGuard.GIVEN:
            never = [("", pgettext_lazy("turn", "never: it does not count"))]
            self.fields[value] = forms.ChoiceField(
                label=label,
                choices=[*self.TURNS, *(never if value == DiscountSource.SHIPPING else [])],
                required=value != DiscountSource.SHIPPING,
                initial=str(order.index(value) + 1) if value in order else "",
            )

    @property
    def turns(self) -> list[forms.BoundField]:
        return [self[value] for value, _label in MarginGuard.GIVEN]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        turns = [said[value] for value, _label in MarginGuard.GIVEN if said.get(value)]
        if len(set(turns)) < len(turns):
            self.add_error(None, _("Two of them have the same turn."))
        return said

    @property
    def order(self) -> list[DiscountSource]:
        said = self.cleaned_data
        counted = [value for value, _label in MarginGuard.GIVEN if said[value]]
        return [
            DiscountSource(value) for value in sorted(counted, key=lambda each: said[each])
        ]
