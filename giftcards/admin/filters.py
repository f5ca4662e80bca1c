from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from giftcards.models import GiftCard
from giftcards.queries.finding import card_in_state


class CardStateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(
        self, request: HttpRequest, model_admin: Any
    ) -> Iterable[tuple[str, StrOrPromise]]:
        return GiftCard.State.choices

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[GiftCard]
    ) -> QuerySet[GiftCard]:
        state = self.value()
        if state not in GiftCard.State.values:
            return queryset
        return queryset.filter(card_in_state(GiftCard.State(state), timezone.now()))
