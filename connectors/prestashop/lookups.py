"""What the rows of a PrestaShop refer to by number: currencies and languages."""

from datetime import datetime
from functools import cached_property

from connectors import raw
from connectors.contract import Access
from connectors.prestashop.people import NOBODY
from connectors.prestashop.reading import Reading
from connectors.prestashop.webservice import Row, Webservice


class Lookups:
    """Each list is asked for once, when it is first needed."""

    def __init__(self, service: Webservice, access: Access) -> None:
        self._service = service
        self.access = access

    def reading(self, at: datetime) -> Reading:
        return Reading(
            at=at,
            zone=self.access.zone,
            address=self._service.address,
            states=self.access.states,
            currencies=self.currencies,
            languages=self.languages,
            currency=self.access.currency,
            nobody=self.nobody,
        )

    @cached_property
    def _currency_rows(self) -> list[Row]:
        return self._service.rows("currencies", {"display": "full"})

    @cached_property
    def currencies(self) -> dict[str, str]:
        """ISO codes by id."""
        return {str(row["id"]): str(row["iso_code"]) for row in self._currency_rows}

    @cached_property
    def nobody(self) -> str | None:
        query = {"display": "[id]", "filter[email]": f"[{NOBODY}]"}
        rows = self._service.rows("customers", query)
        return str(rows[0]["id"]) if rows else None

    @property
    def default_currency(self) -> str:
        """The one that all others are counted in; "" where none is."""
        rates = {row["iso_code"]: row["conversion_rate"] for row in self._currency_rows}
        return next((str(iso) for iso, rate in rates.items() if raw.decimal(rate) == 1), "")

    @property
    def currency_id(self) -> str:
        """Of the currency in which our shop counts."""
        wanted = self.access.currency
        return next((name for name, iso in self.currencies.items() if iso == wanted), "1")

    @cached_property
    def languages(self) -> dict[str, str]:
        """ISO codes by id."""
        rows = self._service.rows("languages", {"display": "full"})
        return {str(row["id"]): str(row["iso_code"]) for row in rows}
