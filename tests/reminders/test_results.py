"""What the mails have brought, to the cent and to the mail."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from core.periods import Period
from mailing.actions.claiming import claim_batch
from mailing.models import Mail
from reminders.models import Campaign, Reminder, Schedule
from reminders.queries.experiments import effects
from reminders.queries.results import CampaignResult, results
from shop.models import Customer, Shop
from tests.factories import CustomerFactory, day
from tests.reminders.conftest import agree, buy, fill, run
from tests.reminders.test_admin import LIST, marketing, text
from tests.staff import read
from vouchers.models import Voucher

MAY = Period(first=date(2026, 5, 1), last=date(2026, 5, 31))
SENT = date(2026, 5, 3)


@pytest.fixture
def sent(shop: Shop, client57: Customer, bob: Customer, carts: Campaign) -> Campaign:
    """Both have been written to about their carts, on 3 May."""
    agree(bob)
    for each, number in [(client57, "a"), (bob, "b")]:
        fill(each, number, on=1)
    assert run(shop, on=2).count == 2
    claim_batch(now=day(2))
    Mail.objects.update(state="sent", sent_at=day(2))
    return carts


def voucher(customer: Customer) -> Voucher:
    return Voucher.objects.get(customer=customer, author__startswith="campaign:")


def use_it(customer: Customer, on: float = 3, **fields: Any) -> None:
    code = voucher(customer).code
    buy(customer, "1", on=on, vouchers=(code,), discount=Decimal(2), **fields)


def found(shop: Shop, row: Campaign) -> dict[tuple[date, int], CampaignResult]:
    return results(shop, [row], MAY).cells


def test_a_voucher_is_used_once_an_order_has_it(
    shop: Shop, sent: Campaign, alice: Customer
) -> None:
    """40 € with 2 € off."""
    use_it(alice)

    cell = CampaignResult(sent=2, used=1, given=Decimal("2.00"), turnover=Decimal("38.00"))
    assert found(shop, sent) == {(SENT, sent.pk): cell}
    assert cell.conversion == Decimal("50.00")


def test_a_refund_lowers_the_turnover_and_a_cancellation_takes_the_use_away(
    shop: Shop, sent: Campaign, alice: Customer
) -> None:
    use_it(alice, refunded_amount=Decimal(8))
    assert found(shop, sent)[SENT, sent.pk].turnover == Decimal("30.00")

    use_it(alice, stated=4, state="cancelled")
    assert found(shop, sent) == {(SENT, sent.pk): CampaignResult(sent=2)}


def test_results_show_what_is_left_at_the_usual_margin() -> None:
    """60 € of cost in 100 €: at 5 € off, 35 € are left of 95 €."""
    cell = CampaignResult(sent=1, turnover=Decimal(95), given=Decimal(5))

    assert cell.margin(Decimal(40)) == Decimal("35.00")
    assert cell.margin(None) is None
    assert CampaignResult().conversion == Decimal("0.00")


def test_results_count_unsubscribed_within_a_week_and_bounced(
    shop: Shop, sent: Campaign, alice: Customer, bob: Customer
) -> None:
    agree(alice, given=False, on=8)
    agree(bob, given=False, on=9.5)
    Mail.objects.filter(customer=bob).update(state="bounced", reason="bounced")

    cell = found(shop, sent)[SENT, sent.pk]
    assert (cell.left, cell.bounced) == (1, 1)


def test_a_period_is_days_of_the_shop(shop: Shop, sent: Campaign) -> None:
    """22:00 of the 3rd in UTC is the 4th in Paris."""
    Mail.objects.update(sent_at=day(2.5))
    only = Period(first=date(2026, 5, 4), last=date(2026, 5, 4))
    before = Period(first=date(2026, 5, 1), last=date(2026, 5, 3))

    assert results(shop, [sent], only).total.sent == 2
    assert results(shop, [sent], before).total.sent == 0


@pytest.fixture
def later() -> Iterator[None]:
    with time_machine.travel(day(10), tick=False):
        yield


@pytest.mark.usefixtures("later")
def test_the_page_has_figures_days_and_words(
    shop: Shop, sent: Campaign, alice: Customer
) -> None:
    use_it(alice)
    Schedule.objects.filter(shop=shop).update(margin_percent=40)
    client: Client = marketing(shop)

    page = text(client.get(f"{LIST}results/{shop.pk}/"))

    for words in ["50%", "€38.00", "€2.00", "€14.00", "3 May 2026", "Nobody is held out."]:
        assert words in page, words


@pytest.mark.usefixtures("later")
def test_the_file_has_a_line_for_each_day_and_campaign(
    shop: Shop, sent: Campaign, alice: Customer
) -> None:
    use_it(alice)

    answer: Any = marketing(shop).get(f"{LIST}results/{shop.pk}/?csv=1")
    rows = read(Answer(answer.content))

    assert rows[0][:5] == ["Day", "Campaign", "Sent", "Used", "Conversion (%)"]
    assert rows[1][1:4] == [sent.name, "2", "1"]
    assert len(rows) == 2


class Answer:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def getvalue(self) -> bytes:
        return self.content


def test_each_person_counts_once_with_what_they_bought_within_sixty_days(
    shop: Shop, carts: Campaign
) -> None:
    """Two are held out. An order before, or after sixty days, is none; two are one."""
    people = [CustomerFactory.create(shop=shop) for _ in range(4)]
    for at, customer in enumerate(people):
        for story in range(2):
            Reminder.objects.create(
                shop=shop,
                campaign=carts,
                step=carts.steps.get(),
                customer=customer,
                trigger_key=f"cart:{at}:{story}",
                held_out=at < 2,
                created_at=day(2 + story),
            )
    for at, on in enumerate((1, 61.9, 3, 62.1)):
        buy(people[at], f"{at}", on=on)
    buy(people[2], "again", on=20)

    found = effects([carts], day(70))[carts.pk]

    assert (found.held.people, found.held.buyers) == (2, 1)
    assert (found.written.people, found.written.buyers) == (2, 1)
    assert found.written.spent == 2 * found.held.spent
    assert found.bought is None
    assert effects([carts], day(60)) == {}
