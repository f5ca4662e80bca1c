"""Rules beside the rate, and points for actions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.widgets import (
    DateTimeInput,
    NumberInput,
    Select,
)
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earning.models import ActionTerms, BonusTerms
from shop.forms import CategoryKeysField
from shop.models import Category, Product, Shop

MOST_POINTS = 10_000
MOST_TIMES = 100
STEP = 10


class BonusForm(forms.Form):
    """One rule. ``amount`` are points per piece, or the factor, by its kind."""

    priority = forms.IntegerField(
        label=gettext_lazy("Priority"), min_value=1, max_value=10_000, required=False
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    kind = forms.ChoiceField(
        label=gettext_lazy("Gives"),
        choices=BonusTerms.Kind,
        initial=BonusTerms.Kind.FACTOR,
    )
    amount = forms.DecimalField(
        label=gettext_lazy("How many"),
        max_digits=7,
        decimal_places=2,
        min_value=1,
        localize=True,
    )
    products = forms.CharField(
        label=gettext_lazy("Products"), required=False, max_length=2000
    )
    categories = CategoryKeysField(label=gettext_lazy("Categories"))
    starts_at = forms.DateTimeField(
        label=gettext_lazy("Placed from"),
        required=False,
        widget=DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("Placed before"),
        required=False,
        widget=DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    stop = forms.BooleanField(
        label=gettext_lazy("No further rule for these goods"), required=False
    )

    def __init__(
        self,
        *args: Any,
        shop: Shop,
        choices: Sequence[tuple[int, str]],
        next_priority: int,
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        self._shop, self._next = shop, next_priority
        field = self.fields["categories"]
        assert isinstance(field, CategoryKeysField)
        field.queryset = Category.objects.filter(shop=shop)
        field.widget.choices = choices

    def clean_priority(self) -> int:
        """Where none is given, after all others."""
        return int(self.cleaned_data["priority"] or self._next)

    def clean_products(self) -> list[int]:
        """By their ids in the shop; kept as keys, in ascending order."""
        wanted = set(re.split(r"[\s,;]+", self.cleaned_data["products"].strip())) - {""}
        rows = Product.objects.filter(shop=self._shop, external_id__in=wanted)
        found = dict(rows.values_list("external_id", "pk")) if wanted else {}
        if missing := sorted(wanted - found.keys()):
            raise forms.ValidationError(
                _("Unknown in this shop: %(ids)s.") % {"ids": ", ".join(missing)}
            )
        return sorted(found.values())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._check_amount(data.get("kind"), data.get("amount"))
        goods = data.get("products") or data.get("categories")
        if data.get("kind") == BonusTerms.Kind.POINTS and not goods and not self.errors:
            self.add_error("products", _("Say for which products or categories."))
        start, end = data.get("starts_at"), data.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", _("The end comes after the beginning."))
        return data

    def _check_amount(self, kind: str | None, amount: Decimal | None) -> None:
        if amount is None:
            return
        if kind == BonusTerms.Kind.FACTOR:
            if not 1 < amount <= MOST_TIMES:
                self.add_error("amount", _("A factor is more than 1 and at most 100."))
        elif amount != int(amount) or amount > MOST_POINTS:
            self.add_error("amount", _("Give a whole number of points, at most 10,000."))

    def terms(self) -> BonusTerms:
        data = self.cleaned_data
        times = data["kind"] == BonusTerms.Kind.FACTOR
        return BonusTerms(
            **{name: data[name] for name in ("priority", "name", "kind", "stop")},
            **{name: data[name] for name in ("products", "categories")},
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
            points=0 if times else int(data["amount"]),
            factor=data["amount"] if times else Decimal(1),
        )


class BonusForms(forms.BaseFormSet[BonusForm]):
    """All rules of a version, and room for one more."""

    def clean(self) -> None:
        places = [form.cleaned_data["priority"] for form in self.kept()]
        if len(set(places)) < len(places):
            raise forms.ValidationError(_("Two rules have the same priority."))

    def kept(self) -> Iterator[BonusForm]:
        for form in self.forms:
            data = getattr(form, "cleaned_data", None)
            if data and "priority" in data and not data.get("DELETE"):
                yield form

    def terms(self) -> list[BonusTerms]:
        found = [form.terms() for form in self.kept()]
        return sorted(found, key=lambda each: each.priority)


BonusFormSet = forms.formset_factory(
    BonusForm, BonusForms, extra=1, can_delete=True, max_num=50, validate_max=True
)


def bonus_forms(
    data: Mapping[str, Any] | None,
    *,
    shop: Shop,
    terms: Sequence[BonusTerms],
    choices: Sequence[tuple[int, str]],
) -> BonusForms:
    """One query where rules name products."""
    products = {key for each in terms for key in each.products}
    rows = Product.objects.filter(pk__in=products).values_list("pk", "external_id")
    names = dict(rows) if products else {}
    last = max((each.priority for each in terms), default=0)
    return BonusFormSet(  # type: ignore[return-value]
        data,
        prefix="bonuses",
        initial=[_initial(each, names) for each in terms],
        form_kwargs={"shop": shop, "choices": choices, "next_priority": last + STEP},
    )


def _initial(terms: BonusTerms, names: Mapping[int, str]) -> dict[str, Any]:
    times = terms.kind == BonusTerms.Kind.FACTOR
    return {
        "priority": terms.priority,
        "name": terms.name,
        "kind": terms.kind,
        "amount": terms.factor.normalize() if times else terms.points,
        "products": ", ".join(names[key] for key in terms.products),
        "categories": terms.categories,
        "starts_at": terms.starts_at,
        "ends_at": terms.ends_at,
        "stop": terms.stop,
    }


# Beside where they are switched on. Article L. 121-4, 21° of the Code de la consommation
# and article D. 111-17: reviews that were rewarded must say so.
_WARNINGS = {
    ActionTerms.Type.REVIEW: gettext_lazy(
        "A review that is rewarded must say so beside it, and a reward must never depend on"
        " what the review says: the law calls the contrary a misleading practice."
    ),
}


class ActionsForm(forms.Form):
    """A row per action: its points (none: not offered) and, for some, a cap."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, terms: Sequence[ActionTerms]
    ) -> None:
        super().__init__(data, prefix="actions")
        known = {each.type: each for each in terms}
        for type_ in ActionTerms.Type:
            offered = known.get(type_)
            name = capfirst(type_.label)
            self.fields[f"{type_}_points"] = forms.IntegerField(
                label=name,
                required=False,
                min_value=0,
                max_value=MOST_POINTS,
                initial=offered and offered.points,
                help_text=_WARNINGS.get(type_, ""),
            )
            if type_ in ActionTerms.REPORTED:
                self.fields[f"{type_}_cap"] = forms.IntegerField(
                    required=False,
                    min_value=1,
                    max_value=MOST_POINTS,
                    initial=offered and offered.cap,
                    widget=NumberInput(
                        {"aria-label": _("%(action)s: how often") % {"action": name}}
                    ),
                )
                self.fields[f"{type_}_every"] = forms.ChoiceField(
                    choices=ActionTerms.Every,
                    initial=offered.cap_every if offered else ActionTerms.Every.EVER,
                    required=False,
                    widget=Select(
                        {"aria-label": _("%(action)s: in what time") % {"action": name}}
                    ),
                )

    def rows(self) -> Iterator[dict[str, Any]]:
        for type_ in ActionTerms.Type:
            row = {"type": type_, "points": self[f"{type_}_points"]}
            if type_ in ActionTerms.REPORTED:
                row |= {"cap": self[f"{type_}_cap"], "every": self[f"{type_}_every"]}
            yield row

    def terms(self) -> list[ActionTerms]:
        data = self.cleaned_data
        return [
            ActionTerms(
                type=type_,
                points=data[f"{type_}_points"],
                cap=data.get(f"{type_}_cap"),
                cap_every=data.get(f"{type_}_every") or ActionTerms.Every.EVER,
            )
            for type_ in ActionTerms.Type
            if data[f"{type_}_points"]
        ]
