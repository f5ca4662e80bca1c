"""The customer's sheet: all that the programme knows of somebody."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from referrals.models import Referral, ReferralTerms, Sponsor
from reminders.models import CampaignStep, Reminder
from shop import actions as shops
from shop.models import Customer, Shop
from shop.rules.facts import ProductFact
from tests.factories import CustomerFactory, day, line, make_card
from tests.programme.reading import tables, text
from tests.staff import allow, backoffice, make_staff, page_cost
from tests.statements import adjust, convert, put_order
from wishlist import actions as wishlist


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(5), tick=False):
        yield


@pytest.fixture
def clerk(shop: Shop) -> Client:
    return backoffice(allow(make_staff("clerk@example.com", shop), shop, 1000))


@pytest.fixture
def sheet(alice: Customer) -> str:
    return f"/admin/shop/customer/{alice.pk}/"


def test_the_sheet_tells_all_that_happened(
    clerk: Client, alice: Customer, shop: Shop, sheet: str
) -> None:
    put_order(shop, "46", customer=alice, reference="XKBKNABJK", total=Decimal(40))
    voucher = convert(alice, on=1).code
    put_order(
        shop,
        "47",
        line(2, "20"),
        customer=alice,
        on=2,
        placed_at=day(2),
        vouchers=(voucher,),
    )
    adjust(alice, 7, on=3)

    page = clerk.get(f"{sheet}change/")

    assert "Points available 9 a voucher of €4.50" in text(page)
    assert "Points pending 0 Debt 0" in text(page)
    assert "Expiring next 2 9 August 2026" in text(page)
    assert tables(page) == {
        "movements": [
            "4 May 2026 12:00 Adjusted by hand: Goodwill +7 9 The programme",
            "1 May 2026 12:00 Order 47 +2 2 The shop",
            f"2 May 2026 12:00 Turned into a voucher {voucher} −4 0 The customer",
            "1 May 2026 12:00 Order XKBKNABJK +4 4 The shop",
        ],
        "lots": [
            "Adjustment Available 7 7 4 May 2026 12 August 2026",
            "Order 47 Available 2 2 1 May 2026 9 August 2026",
            "Order XKBKNABJK Converted 4 0 1 May 2026 9 August 2026",
        ],
        "vouchers": [f"{voucher} Used €2.00 2 May 2027 47"],
        "cards": ["Nothing yet."],
        "orders": [
            "47 Paid 3 May 2026 2",
            "XKBKNABJK Paid 1 May 2026 €40.00 4",
        ],
        "wishes": ["Nothing yet."],
        "referrals": ["Nothing yet."],
        "reminders": ["Nothing yet."],
        "mails": ["2 May 2026 at 12:00 Voucher from points Due"],
        "words": ["Nothing yet."],
    }


def test_debts_are_shown(clerk: Client, alice: Customer, shop: Shop, sheet: str) -> None:
    put_order(shop, "46", customer=alice)
    adjust(alice, -4, on=1)
    put_order(shop, "46", customer=alice, on=2, state="refunded")

    page = clerk.get(f"{sheet}change/")

    assert "Debt 4" in text(page)
    assert "4 points had already been spent when they were taken back." in text(page)
    assert tables(page)["debt"] == ["3 May 2026 Order 46 4 0 4"]


def test_what_has_paid_of_a_debt_is_shown(
    clerk: Client, alice: Customer, shop: Shop, sheet: str
) -> None:
    test_debts_are_shown(clerk, alice, shop, sheet)

    adjust(alice, 1, on=4)

    assert tables(clerk.get(f"{sheet}change/"))["debt"] == [
        "3 May 2026 Order 46 4 1 3",
        "5 May 2026 Paid by: Adjusted by hand 1",
    ]


def test_a_sheet_without_history_says_so(clerk: Client, sheet: str) -> None:
    rows = tables(clerk.get(f"{sheet}change/"))

    assert set(rows) == {
        *("movements", "lots", "vouchers", "cards", "orders", "wishes", "referrals"),
        *("reminders", "mails", "words"),
    }
    assert all(each == ["Nothing yet."] for each in rows.values())


@pytest.mark.parametrize("rows", [1, 3])
def test_the_sheet_costs_the_same_whatever_the_history(
    clerk: Client, alice: Customer, shop: Shop, sheet: str, rows: int
) -> None:
    for number in range(rows):
        put_order(shop, str(number), customer=alice)
        convert(alice)
        adjust(alice, number + 1)
        make_card(shop, holder=alice)
        remind(alice, number)
        wish_for(alice, number)
        bring_friend(alice, number)

    assert page_cost(clerk, f"{sheet}change/") == 25


def remind(customer: Customer, number: int) -> Reminder:
    step = CampaignStep.objects.filter(campaign__shop=customer.shop).order_by("pk")[0]
    return Reminder.objects.create(
        shop=customer.shop,
        campaign=step.campaign,
        step=step,
        customer=customer,
        trigger_key=f"order:{number}",
        created_at=day(1),
    )


def wish_for(customer: Customer, number: int) -> None:
    product = ProductFact(updated_at=day(0), name=f"Lamp {number}", price=Decimal(40))
    shops.state_product(shop=customer.shop, external_id=f"lamp{number}", fact=product)
    wishlist.add_favourite(customer=customer, product=f"lamp{number}", now=day(1))


def bring_friend(sponsor: Customer, number: int) -> Referral:
    terms, _is_new = ReferralTerms.objects.get_or_create(
        shop=sponsor.shop,
        number=1,
        defaults={
            "effective_from": day(0),
            "author": "system",
            "sponsor_amount": 10,
            "friend_amount": 5,
        },
    )
    friend = CustomerFactory.create(shop=sponsor.shop, first_name=f"Zoe {number}")
    return Referral.objects.create(
        shop=sponsor.shop,
        sponsor=sponsor,
        friend=friend,
        terms=terms,
        channel="link",
        address=bytes([number]),
        created_at=day(1),
        registered_at=day(1),
        status="registered",
    )


def test_the_sheet_tells_of_cards_wishes_friends_and_reminders(
    clerk: Client, alice: Customer, shop: Shop, sheet: str
) -> None:
    make_card(shop, code="CAD-1", holder=alice)
    wish_for(alice, 1)
    referral = bring_friend(alice, 1)
    Sponsor.objects.create(
        customer=alice, shop=shop, code="ALICE", accepted=referral.terms, accepted_at=day(1)
    )
    remind(alice, 1)

    page = clerk.get(f"{sheet}change/")

    told = tables(page)
    assert told["cards"] == ["CAD-1 Usable €50.00 €50.00 1 May 2027"]
    assert told["wishes"] == ["Lamp 1 Default list 1 2 May 2026"]
    assert told["referrals"] == ["2 May 2026 Alice Martin Zoe 1 Martin Link Registered"]
    assert told["reminders"] == ["2 May 2026 at 12:00 Paniers abandonnés Waiting to go"]
    assert "Sponsor since 2 May 2026, code ALICE." in text(page)


def test_the_friends_page_names_the_sponsor_and_who_was_drawn_by_lot(
    clerk: Client, alice: Customer
) -> None:
    friend = bring_friend(alice, 1).friend
    assert friend
    Reminder.objects.filter(pk=remind(friend, 1).pk).update(held_out=True)

    told = tables(clerk.get(f"/admin/shop/customer/{friend.pk}/change/"))

    assert told["referrals"] == ["2 May 2026 Alice Martin Zoe 1 Martin Link Registered"]
    assert told["reminders"] == ["2 May 2026 at 12:00 Paniers abandonnés Held out by lot"]
