"""manage.py liability --shop CODE --on 2026-12-31 [--json]"""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_date

from analytics.queries.liability import Book, Liability, liability
from analytics.rules.owed import Month
from shop.models import Shop


class Command(BaseCommand):
    help = "What a shop owes at the end of a day: points, vouchers, gift cards."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", required=True, help="its code")
        parser.add_argument("--on", required=True, help="a day: 2026-12-31")
        parser.add_argument("--json", action="store_true", help="figures for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        shop = Shop.objects.filter(code=options["shop"]).first()
        if shop is None:
            raise CommandError(f"There is no shop “{options['shop']}”.")
        found = liability(shop, _day(options["on"]))
        if options["json"]:
            self.stdout.write(json.dumps(as_data(found), indent=2))
            return
        self.stdout.write(f"{shop.code}, end of {found.day}, in {shop.currency}")
        for name, book in _books(found).items():
            self.stdout.write(f"{name:10}{book.total:>14}")
        self.stdout.write(f"{'owed':10}{found.face:>14}")
        self.stdout.write(f"{'PCG':10}{found.provision.pcg:>14}")
        self.stdout.write(f"{'IFRS 15':10}{found.provision.ifrs:>14}")


def _day(text: str) -> date:
    try:
        day = parse_date(text)
    except ValueError as error:
        raise CommandError(f"--on {text}: {error}") from error
    if day is None:
        raise CommandError(f"--on {text}: a day looks like 2026-12-31.")
    return day


def _books(found: Liability) -> dict[str, Book]:
    return {"points": found.points, "vouchers": found.vouchers, "gift_cards": found.cards}


def as_data(found: Liability) -> dict[str, Any]:
    """Amounts are strings with two decimals, months « 2026-12 », points whole numbers."""
    told = found.provision
    return {
        "shop": found.shop.code,
        "on": f"{found.day}",
        "currency": found.shop.currency,
        "point_value": f"{found.value}",
        "owed": _money(found.face),
        **{name: _book(book) for name, book in _books(found).items()},
        "probability_of_use": {
            "likely": round(found.probability.likely, 4),
            "low": found.probability.low and round(found.probability.low, 4),
            "high": found.probability.high and round(found.probability.high, 4),
            "months": found.probability.months,
        },
        "survival": [
            {
                "months": age.months,
                "at_risk": int(age.at_risk),
                "used": int(age.used),
                "probability": round(age.probability, 4),
            }
            for age in found.ages
        ],
        "pcg": {
            "expected": _money(told.expected),
            "cost_percent": found.cost_percent and f"{found.cost_percent}",
            "provision": _money(told.pcg),
        },
        "ifrs15": {"goods_share": f"{told.goods_share}", "deferred": _money(told.ifrs)},
    }


def _book(book: Book) -> dict[str, Any]:
    in_points = book.points is not None
    return {
        "total": _money(book.total),
        **({"points": book.points} if in_points else {}),
        "by_month_earned": {
            f"{month:%Y-%m}": _figure(amount, in_points)
            for month, amount in book.by_month_earned.items()
        },
        "by_month_of_expiry": {
            f"{month:%Y-%m}" if month else "never": _figure(amount, in_points)
            for month, amount in book.by_month_of_expiry.items()
        },
        **({} if in_points else {"by_group": _groups(book)}),
        "months": [_month(month, in_points=False) for month in book.months],
        **(
            {"points_months": [_month(each, in_points=True) for each in book.points_months]}
            if in_points
            else {}
        ),
    }


def _groups(book: Book) -> dict[str, str]:
    return {group: _money(amount) for group, amount in book.by_group.items()}


def _month(month: Month, *, in_points: bool) -> dict[str, Any]:
    names = ["opening", "given", "used", "expired", "taken_back", "revalued", "closing"]
    return {"month": f"{month.last:%Y-%m}", "until": f"{month.last}"} | {
        name: _figure(getattr(month, name), in_points) for name in names
    }


def _figure(amount: Decimal, in_points: bool) -> int | str:
    return int(amount) if in_points else _money(amount)


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"
