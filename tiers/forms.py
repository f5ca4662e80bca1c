"""The tiers of a shop as one form: the measure, and a row per tier."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import HiddenInput, Textarea, formset_factory
from django.forms.widgets import CheckboxSelectMultiple, Input
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.models import Customer, CustomerGroup, Shop
from tiers.models import Pin, Scheme, Tier
from tiers.rules.plans import Plan, TierPlan, problem_of


class MeasureForm(forms.ModelForm[Scheme]):
    excluded_groups = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Groups without tiers"),
        required=False,
        coerce=int,
        widget=CheckboxSelectMultiple,
    )

    class Meta:
        model = Scheme
        fields = [
            "window",
            "months",
            "with_tax",
            "with_shipping",
            "before_discount",
            "grace_days",
            "notice_days",
            "excluded_groups",
        ]

    def __init__(self, data: Any, *, shop: Shop, plan: Plan) -> None:
        super().__init__(data, initial=plan.scheme, prefix="measure")
        groups = CustomerGroup.objects.filter(shop=shop).exclude(
            external_id__startswith="tier:"
        )
        self.fields["excluded_groups"].choices = [  # type: ignore[attr-defined]
            (group.pk, str(group)) for group in groups.order_by("name", "pk")
        ]


class ColourInput(Input):
    input_type = "color"


class TierForm(forms.ModelForm[Tier]):
    key = forms.IntegerField(required=False, widget=HiddenInput)
    discount_percent = forms.DecimalField(
        label=gettext_lazy("Discount in percent"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        initial=Decimal(0),
    )
    points_multiplier = forms.DecimalField(
        label=gettext_lazy("Points times"),
        min_value=0,
        max_value=100,
        decimal_places=3,
        initial=Decimal(1),
    )
    free_shipping = forms.BooleanField(label=gettext_lazy("Free shipping"), required=False)

    class Meta:
        model = Tier
        fields = [
            "name",
            "minimum",
            "perks",
            "colour",
            "mail",
            "voucher_kind",
            "voucher_worth",
            "voucher_days",
        ]
        widgets = {"perks": Textarea({"rows": 2}), "colour": ColourInput}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("voucher_kind") and not cleaned.get("voucher_worth"):
            self.add_error("voucher_worth", _("Say what the voucher is worth."))
        return cleaned

    def plan(self) -> TierPlan:
        cleaned = dict(self.cleaned_data)
        cleaned.pop("DELETE", None)
        # Without a voucher there is nothing it could be worth.
        worth = cleaned["voucher_worth"] if cleaned["voucher_kind"] else None
        return TierPlan(
            **cleaned
            | {"voucher_kind": cleaned["voucher_kind"] or "", "voucher_worth": worth}
        )


class PlanForms:
    """``data`` None: as the plan has it."""

    def __init__(self, data: Any, *, shop: Shop, plan: Plan) -> None:
        rows = [asdict(tier) for tier in plan.tiers]
        formset = formset_factory(TierForm, extra=1, can_delete=True)
        self.measure = MeasureForm(data, shop=shop, plan=plan)
        self.tiers = formset(data, initial=rows, prefix="tiers")

    def is_valid(self) -> bool:
        if not (self.measure.is_valid() and self.tiers.is_valid()):
            return False
        fault, _field = problem_of(self.plan())
        if fault == "name":
            self.measure.add_error(None, _("Each tier needs a name of its own."))
        elif fault:
            self.measure.add_error(None, _("Two tiers begin at the same amount."))
        return not fault

    def plan(self) -> Plan:
        cleaned: Mapping[str, Any] = self.measure.cleaned_data
        plans = [
            form.plan()
            for form in self.tiers.forms
            if form.cleaned_data.get("name") and not form.cleaned_data.get("DELETE")
        ]
        groups = tuple(cleaned["excluded_groups"])
        tiers = tuple(sorted(plans, key=lambda tier: tier.minimum))
        return Plan(**{**cleaned, "excluded_groups": groups, "tiers": tiers})


class PinForm(forms.ModelForm[Pin]):
    until = forms.DateField(
        label=gettext_lazy("Until the end of"),
        required=False,
        help_text=gettext_lazy("Empty: until somebody ends it."),
        widget=forms.DateInput({"type": "date"}),
    )

    class Meta:
        model = Pin
        fields = ["tier", "at_least", "reason"]

    def __init__(self, data: Any, *, customer: Customer) -> None:
        super().__init__(data)
        tiers = Tier.objects.filter(shop=customer.shop_id, retired_at=None)
        self.fields["tier"].queryset = tiers.order_by("minimum")  # type: ignore[attr-defined]
        self.fields["reason"].required = True
