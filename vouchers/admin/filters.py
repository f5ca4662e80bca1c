from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.periods import Period
from core.templatetags.typography import day
from shop.access import shop_at_hand
from vouchers.models import Voucher
from vouchers.queries.statistics import (
    RedemptionStatus,
    issued_in,
    with_redemption_status,
)
from vouchers.queries.usable import in_state

type Lookups = Iterable[tuple[str, StrOrPromise]]
type Shelf = admin.ModelAdmin[Any]


class VoucherStateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Shelf) -> Lookups:
        return Voucher.State.choices

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Voucher]
    ) -> QuerySet[Voucher]:
        state = self.value()
        if state not in Voucher.State.values:
            return queryset
        return queryset.filter(in_state(Voucher.State(state), timezone.now()))


class ValidityFilter(admin.SimpleListFilter):
    """When they end, whatever has become of them."""

    title = _("validity")
    parameter_name = "ends"
    DAYS = {"week": 7, "month": 30}

    def lookups(self, request: HttpRequest, model_admin: Shelf) -> Lookups:
        return [
            ("week", _("Ends within seven days")),
            ("month", _("Ends within thirty days")),
            ("later", _("Ends later")),
            ("over", _("Is over")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Voucher]
    ) -> QuerySet[Voucher]:
        now, asked = timezone.now(), self.value()
        if asked in self.DAYS:
            end = now + timedelta(days=self.DAYS[asked])
            return queryset.filter(valid_until__gt=now, valid_until__lte=end)
        if asked == "later":
            return queryset.filter(valid_until__gt=now + timedelta(days=30))
        return queryset.filter(valid_until__lte=now) if asked == "over" else queryset


class _ActiveOnlyFilter(admin.ListFilter):
    """Shown only where an address asks for it, so that it can be taken off again."""

    parameter_name: str

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Shelf
    ) -> None:
        super().__init__(request, params, model, model_admin)
        self.request = request
        if self.parameter_name in params:
            self.used_parameters[self.parameter_name] = params.pop(self.parameter_name)[-1]

    def expected_parameters(self) -> list[str | None]:
        return [self.parameter_name]

    def has_output(self) -> bool:
        return bool(self.used_parameters)

    @property
    def asked(self) -> str:
        return str(self.used_parameters[self.parameter_name])

    def words(self) -> StrOrPromise:
        raise NotImplementedError

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        without = changelist.get_query_string(remove=[self.parameter_name])
        yield {"selected": False, "query_string": without, "display": _("All")}
        here = changelist.get_query_string({self.parameter_name: self.asked})
        yield {"selected": True, "query_string": here, "display": self.words()}


class RedemptionStatusFilter(_ActiveOnlyFilter):
    """As the statistics count them."""

    title = _("what became of them")
    parameter_name = "fate"
    WORDS = {
        RedemptionStatus.USED: _("Used"),
        RedemptionStatus.OPEN: _("Still open"),
        RedemptionStatus.EXPIRED: _("Expired"),
        RedemptionStatus.CANCELLED: _("Cancelled"),
    }

    @property
    def redemption_status(self) -> RedemptionStatus:
        try:
            return RedemptionStatus(self.asked)
        except ValueError as error:
            raise IncorrectLookupParameters from error

    def words(self) -> StrOrPromise:
        return self.WORDS[self.redemption_status]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Voucher]
    ) -> QuerySet[Voucher]:
        return queryset.filter(
            with_redemption_status(self.redemption_status, timezone.now())
        )


class IssuedFilter(_ActiveOnlyFilter):
    """From one day to another, rests left out: « 2026-05-01..2026-05-31 »."""

    title = _("issued")
    parameter_name = "issued"

    @property
    def period(self) -> Period:
        first, _dots, last = self.asked.partition("..")
        try:
            return Period(first=date.fromisoformat(first), last=date.fromisoformat(last))
        except ValueError as error:
            raise IncorrectLookupParameters from error

    def words(self) -> StrOrPromise:
        return f"{day(self.period.first)} – {day(self.period.last)}"

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Voucher]
    ) -> QuerySet[Voucher]:
        shop = shop_at_hand(request)
        return queryset.filter(issued_in(self.period, shop)) if shop else queryset.none()
