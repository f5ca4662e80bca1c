"""The client: real JSON through the real addresses, with a real key."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from pytest_django.live_server_helper import LiveServer

from demo_shop import facts
from demo_shop.actions import syncing
from demo_shop.api_client import ProgrammeClient, ProgrammeRefused, ProgrammeUnavailable
from demo_shop.models import DemoCart, DemoOrder, DemoProduct, Storefront
from demo_shop.transport import ApiResponse, HttpTransport, TransportError
from shop.models import Customer
from tests.demo_shop.conftest import (
    CART,
    HOME,
    Buyer,
    make_account,
    make_product,
    voucher_for,
)

pytestmark = pytest.mark.django_db


def away(*_args: object) -> ApiResponse:
    raise TransportError


def broken(*_args: object) -> ApiResponse:
    return ApiResponse(503, b"{}")


def test_a_refusal_is_worded_in_the_readers_language(
    storefront: Storefront, alice: Customer
) -> None:
    with translation.override("en"), pytest.raises(ProgrammeRefused) as said:
        ProgrammeClient(storefront.api_key).convert("57", idempotency_key="page-1")

    assert said.value.reason == "nothing_to_convert"
    assert "point" in str(said.value)


def test_a_call_leaves_the_language_and_the_time_zone_of_the_page_alone(
    storefront: Storefront, alice: Customer
) -> None:
    with translation.override("en"), timezone.override("Asia/Tokyo"):
        ProgrammeClient(storefront.api_key).balance("57")

        assert translation.get_language() == "en"
        assert timezone.get_current_timezone_name() == "Asia/Tokyo"


def test_a_key_that_is_no_good_is_not_the_customers_doing(storefront: Storefront) -> None:
    with pytest.raises(ProgrammeUnavailable):
        ProgrammeClient("lp_wrong").balance("57")


@pytest.mark.parametrize("send", [away, broken])
def test_a_broken_answer_means_unavailable(storefront: Storefront, send: object) -> None:
    with pytest.raises(ProgrammeUnavailable):
        ProgrammeClient(storefront.api_key, send).balance("57")  # type: ignore[arg-type]


@pytest.mark.django_db(transaction=True)
def test_the_http_transport_answers_as_the_one_in_process(
    storefront: Storefront, alice: Customer, live_server: LiveServer
) -> None:
    far = ProgrammeClient(storefront.api_key, HttpTransport(live_server.url))
    near = ProgrammeClient(storefront.api_key)

    assert far.balance("57") == near.balance("57")
    with pytest.raises(ProgrammeRefused):
        far.balance("nobody")


def test_a_refused_connection_is_a_transport_error() -> None:
    with pytest.raises(TransportError):
        HttpTransport("http://127.0.0.1:9")("GET", "/api/v1/docs", {}, b"")


def test_the_catalogue_works_while_the_programme_is_unavailable(
    buyer: Buyer, storefront: Storefront
) -> None:
    buyer.puts_in("candle")
    Storefront.objects.update(api_key="lp_revoked")

    assert "would earn" not in buyer.sees(f"{HOME}article/candle/")
    page = buyer.sees(CART)
    assert "Candle" in page
    assert "The loyalty programme does not answer" in page


def test_an_order_placed_while_the_programme_is_unavailable_is_sent_later(
    buyer: Buyer, storefront: Storefront, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer.puts_in("candle")
    said = {**buyer.begins_checkout(), "payment_method": "accepted"}

    def nobody(_self: ProgrammeClient, _number: str, _fact: object) -> Mapping[str, object]:
        raise ProgrammeUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(ProgrammeClient, "put_order", nobody)
        page = buyer.client.post(f"{HOME}commande/", said, follow=True)
    assert "Your points for this order will follow." in page.content.decode()
    assert DemoOrder.objects.get().synced_at is None

    [told] = syncing.sync_orders(storefront.shop)

    assert told.number == "46"
    assert DemoOrder.objects.get().synced_at == told.updated_at
    assert ProgrammeClient(storefront.api_key).balance("57").available == 4


def test_one_order_that_is_refused_holds_up_no_other(
    buyer: Buyer, storefront: Storefront
) -> None:
    for _ in range(2):
        buyer.puts_in("candle")
        buyer.pays()
    DemoOrder.objects.update(synced_at=None)
    never = datetime(2200, 1, 1, tzinfo=UTC)
    DemoOrder.objects.filter(number="46").update(placed_at=never)

    assert [order.number for order in syncing.sync_orders(storefront.shop)] == ["47"]
    assert DemoOrder.objects.get(synced_at=None).number == "46"


def test_a_later_change_of_an_order_stays_unsynced(
    buyer: Buyer, storefront: Storefront
) -> None:
    buyer.puts_in("candle")
    buyer.pays()
    old = DemoOrder.objects.select_related("shop", "account", "cart").get()
    DemoOrder.objects.update(updated_at=timezone.now(), state="shipped")

    syncing.sync_order(old)

    assert [order.state for order in syncing.sync_orders(storefront.shop)] == ["shipped"]


def test_an_order_is_stated_in_the_shops_words_whoever_reads(
    buyer: Buyer, storefront: Storefront
) -> None:
    buyer.puts_in("candle")
    buyer.pays()
    order = DemoOrder.objects.get()

    said = []
    for language in ("fr", "en"):
        with translation.override(language):
            said.append(facts.order_fact(order))

    assert said[0] == said[1]


def test_vouchers_are_released_before_the_code_leaves_the_cart(
    buyer: Buyer, alice: Customer, storefront: Storefront
) -> None:
    voucher = voucher_for(alice)
    buyer.puts_in("candle")
    buyer.types(voucher.code)
    buyer.begins_checkout()

    buyer.client.post(f"{CART}code/retirer/", {"code": voucher.code})

    cart = DemoCart.objects.get(ordered=False)
    assert (cart.codes, cart.holding) == ([], False)
    voucher.refresh_from_db()
    assert voucher.held_until is None


def test_a_voucher_that_somebody_else_holds_leaves_the_cart_in_words(
    storefront: Storefront, buyer: Buyer, alice: Customer
) -> None:
    open_to_all = voucher_for(alice, customer=None, code="NOEL")
    make_account(storefront, "58", "bob@example.com")
    bob = Buyer("bob@example.com")
    for each in (buyer, bob):
        each.puts_in("candle")
        each.types(open_to_all.code)
    buyer.begins_checkout()

    assert "This voucher is reserved for another cart." in bob.sees()


def test_categories_cost_the_same_for_three_articles_as_for_one(
    storefront: Storefront, buyer: Buyer
) -> None:
    def cost(path: str) -> int:
        buyer.sees(path)
        with CaptureQueriesContext(connection) as asked:
            buyer.sees(path)
        return len(asked)

    DemoProduct.objects.filter(number="match").delete()
    category = DemoProduct.objects.get(number="candle").category
    buyer.puts_in("candle")
    one = [cost(HOME), cost(f"{HOME}rayon/bougies/"), cost(CART)]
    for number in ("two", "three"):
        make_product(storefront.shop, category, number, number.title(), "6.00")
        buyer.puts_in(number)

    assert [cost(HOME), cost(f"{HOME}rayon/bougies/"), cost(CART)] == one


def test_a_picture_is_drawn_in_the_colours_of_its_article(storefront: Storefront) -> None:
    answer = Buyer().client.get(f"{HOME}images/candle.svg")

    assert answer["Content-Type"] == "image/svg+xml"
    assert "max-age=86400" in answer["Cache-Control"]
    assert 'fill="#8c2f1f"' in answer.content.decode()
    assert Buyer().client.get(f"{HOME}images/nothing.svg").status_code == 404


def test_the_quote_is_what_is_charged_to_the_cent(buyer: Buyer) -> None:
    DemoProduct.objects.filter(number="candle").update(price=Decimal("33.33"))
    buyer.puts_in("candle", 3)
    buyer.pays()

    assert DemoOrder.objects.get().total == Decimal("99.99")
