"""How WooCommerce taxes what a coupon takes off.

Where prices are entered without tax, a coupon for an amount takes off that amount without
tax, and the tax on it besides: 5.00 becomes 6.00 at 20 %. What we promise is with tax.
"""

from decimal import Decimal

from connectors import raw
from connectors.woocommerce.rest import Rest
from core.money import ZERO

# More than cents, so that the amount with tax is right to the cent up to four figures. What
# remains is the shop's: it rounds the tax of each line.
_MICRO = Decimal("0.0001")


def tax_on_coupons(rest: Rest) -> Decimal:
    """Percent of tax that the shop adds to what a coupon takes off; 0 where it adds none.

    It depends on the goods in the cart, which nobody knows when the coupon is written. The
    usual rate of the shop's own country stands for all. Two calls, or three.
    """
    taxes = rest.get("/settings/tax/woocommerce_prices_include_tax")
    settings = {row["id"]: row.get("value") for row in rest.rows("/settings/general", {})}
    if taxes["value"] == "yes" or settings.get("woocommerce_calc_taxes") != "yes":
        return ZERO
    country = str(settings.get("woocommerce_default_country", "")).partition(":")[0]
    rows = rest.rows("/taxes", {"class": "standard"})
    # A rate without a country is for all of them; the shop itself prefers its own.
    rates = [row for row in rows if row["country"] in {country, ""}]
    own = [row for row in rates if row["country"] == country] or rates
    return raw.decimal(own[0]["rate"]) if own else ZERO


def without_tax(amount: Decimal, percent: Decimal) -> Decimal:
    """What comes to the amount once the tax is added; the amount itself at 0 %."""
    return (amount / (1 + percent / 100)).quantize(_MICRO) if percent else amount
