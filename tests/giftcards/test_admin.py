"""Gift cards in the back-office: to look at, make, cancel and count."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from giftcards.models import CardBatch, CardMovement, CardTerms, GiftCard, VatRegime
from giftcards.queries.finding import card_in_state
from giftcards.queries.report import CardMonth, months, owed, sold_in_a_year, years
from shop.models import Shop
from shop.rules.facts import CardPaymentFact
from tests.factories import day, make_card, make_shop
from tests.staff import backoffice, list_cost, make_boss, make_staff, page_cost
from tests.statements import assert_honest, put_order

State = GiftCard.State


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(5), tick=False):
        yield


@pytest.fixture
def boss(shop: Shop) -> Client:
    return backoffice(make_boss())


@pytest.fixture
def stranger(shop: Shop) -> Client:
    """Sam is staff of another shop."""
    return backoffice(make_staff("sam@example.com", make_shop("autre")))


def pay(shop: Shop, number: str, amount: str, *, on: float, code: str = "CAD-1") -> None:
    paid = CardPaymentFact(code=code, amount=Decimal(amount))
    put_order(shop, number, gift_cards=(paid,), placed_at=day(on), on=on)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_cost_the_same_whatever_their_length(
    shop: Shop, rows: int, boss: Client
) -> None:
    for number in range(rows):
        make_card(shop)
        pay(shop, f"{number}", "5.00", on=1, code=f"CAD-NON-{number}")

    # Whatever ran before, Django knows its content types now.
    list_cost(boss, "giftcards/giftcard")

    assert list_cost(boss, "giftcards/giftcard") == (5, rows)
    assert list_cost(boss, "giftcards/refusedpayment") == (6, rows)
    assert list_cost(boss, "giftcards/cardterms")[1] == 1


@pytest.mark.parametrize("uses", [1, 3])
def test_the_page_of_a_card_costs_the_same_whatever_happened_on_it(
    shop: Shop, uses: int, boss: Client
) -> None:
    card = make_card(shop, code="CAD-1")
    for number in range(uses):
        pay(shop, f"{number}", "5.00", on=1)

    assert page_cost(boss, f"/admin/giftcards/giftcard/{card.pk}/change/") == 7


@pytest.mark.parametrize("state", State)
def test_the_database_and_the_row_agree_on_the_state(shop: Shop, state: State) -> None:
    cards = {
        State.USABLE: make_card(shop),
        State.EMPTY: make_card(shop, code="CAD-1"),
        State.EXPIRED: make_card(shop, valid_until=day(5)),
        State.CANCELLED: make_card(shop),
    }
    put_order(
        shop,
        "1",
        gift_cards=(CardPaymentFact(code="CAD-1", amount=Decimal(40)),),
        placed_at=day(1),
    )
    GiftCard.objects.filter(code="CAD-1").update(balance=0)
    GiftCard.objects.filter(pk=cards[State.CANCELLED].pk).update(
        balance=0, cancelled_at=day(1)
    )

    found = GiftCard.objects.filter(card_in_state(state, day(5)))

    assert list(found) == [cards[state]]
    assert found[0].state_at(day(5)) == state


def test_staff_of_another_shop_see_and_do_nothing(shop: Shop, stranger: Client) -> None:
    card = make_card(shop)
    shelf = "/admin/giftcards/giftcard/"

    assert "CAD-" not in stranger.get(shelf).content.decode()
    assert stranger.get(f"{shelf}{card.pk}/change/").status_code == 404
    for page in ("cancel", "report", "make", "file", "batch"):
        first = f"{page}/{shop.pk}" if page != "cancel" else f"{card.pk}/cancel"
        assert stranger.get(f"{shelf}{first}/").status_code == 403


@pytest.mark.parametrize("term", ["cad-1", "julie@example.com", "46", "47"])
def test_a_card_is_found_by_code_recipient_and_order(
    shop: Shop, boss: Client, term: str
) -> None:
    bought = put_order(shop, "47").stated.row
    make_card(
        shop, code="CAD-1", email="Julie@example.com", order=bought, line="1", piece=1
    )
    make_card(shop, code="CAD-2")
    pay(shop, "46", "5.00", on=1)

    page = boss.get("/admin/giftcards/giftcard/", {"q": term})

    assert [row.code for row in page.context["cl"].result_list] == ["CAD-1"]


def test_what_is_left_is_cancelled_with_a_reason(shop: Shop, boss: Client) -> None:
    card = make_card(shop, code="CAD-1")
    pay(shop, "46", "20.00", on=1)
    page = f"/admin/giftcards/giftcard/{card.pk}/cancel/"

    assert "€30.00" in boss.get(page).content.decode()
    assert boss.post(page, {"reason": " "}).status_code == 200
    assert boss.post(page, {"reason": "Stolen"}).status_code == 302

    card.refresh_from_db()
    assert (card.balance, card.cancel_reason) == (Decimal(0), "Stolen")
    assert "Stolen" in boss.get(page.replace("cancel", "change")).content.decode()
    assert_honest()


def form(**fields: object) -> dict[str, object]:
    said = {"token": uuid4(), "amount": "50.00", "ends": "2027-04-30", "sender": "Shop"}
    return said | fields


def test_a_card_is_made_once_by_a_form_sent_twice(shop: Shop, boss: Client) -> None:
    said = form(recipient="Julie", email="julie@example.com", deliver_on="2026-05-20")
    page = f"/admin/giftcards/giftcard/make/{shop.pk}/"
    assert boss.get(page).status_code == 200

    first, again = boss.post(page, said), boss.post(page, said)

    card = GiftCard.objects.get()
    assert first["Location"] == again["Location"]
    assert card.amount == card.balance == 50
    assert card.recipient == "Julie"
    assert card.valid_until.isoformat() == "2027-04-30T22:00:00+00:00"
    assert card.deliver_at is not None
    assert card.deliver_at.isoformat() == "2026-05-20T07:00:00+00:00"
    assert card.author.startswith("staff:")
    assert_honest()


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "0"},
        {"amount": "100000.01"},
        {"ends": "2026-05-05"},
        {"code": "œuf"},
        {"code": "CAD-1"},
        {"email": "nobody"},
    ],
)
def test_what_cannot_be_is_refused(shop: Shop, boss: Client, wrong: dict[str, str]) -> None:
    make_card(shop, code="CAD-1")

    answer = boss.post(f"/admin/giftcards/giftcard/make/{shop.pk}/", form(**wrong))

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert GiftCard.objects.count() == 1


FILE = (
    "Montant;Code;Destinataire;E-mail;Message;Date\r\n"
    "50,00 €;VIEUX-1;Julie;julie@example.com;Bises;20/05/2026\r\n"
    "1 000;;;;;\r\n"
    "rien;;;;;\r\n"
    "5;vieux-1;;;;\r\n"
    "5;;;nobody;;\r\n"
    "5;;;;;demain\r\n"
    "5;é;;;;\r\n"
)


def send(boss: Client, shop: Shop, text: str = FILE) -> str:
    file = SimpleUploadedFile("cartes.csv", text.encode())
    said = {"token": uuid4(), "ends": "2027-04-30", "sender": "Shop", "file": file}
    answer = boss.post(f"/admin/giftcards/giftcard/file/{shop.pk}/", said)
    return answer["Location"] if answer.status_code == 302 else ""


def test_a_file_is_looked_at_and_then_made_once(shop: Shop, boss: Client) -> None:
    page = send(boss, shop)

    batch = CardBatch.objects.get()
    assert (batch.count, batch.amount) == (2, Decimal("1050.00"))
    assert batch.refused == [
        [4, "amount"],
        [5, "twice"],
        [6, "email"],
        [7, "day"],
        [8, "code"],
    ]
    assert "Line 4:" in boss.get(page).content.decode()
    assert not GiftCard.objects.exists()

    for _ in range(2):
        boss.post(page, {"make": "1"})

    made = GiftCard.objects.order_by("pk")
    assert [(card.amount, card.recipient) for card in made] == [
        (Decimal(50), "Julie"),
        (Decimal(1000), ""),
    ]
    assert made[0].code == "VIEUX-1"
    batch.refresh_from_db()
    assert batch.lines == [], "what it said of people is on the cards"
    assert_honest()


def test_a_file_with_a_code_that_is_taken_makes_nothing(shop: Shop, boss: Client) -> None:
    make_card(shop, code="VIEUX-1")

    boss.post(send(boss, shop), {"make": "1"})

    assert GiftCard.objects.count() == 1


def test_a_file_is_forgotten(shop: Shop, boss: Client) -> None:
    boss.post(send(boss, shop), {"drop": "1"})

    assert not CardBatch.objects.exists()
    assert not GiftCard.objects.exists()


@pytest.mark.parametrize("text", ["", "code\r\nX-12\r\n", "montant\r\nrien\r\n"])
def test_a_file_that_holds_no_card_is_refused(shop: Shop, boss: Client, text: str) -> None:
    assert send(boss, shop, text) == ""
    assert not CardBatch.objects.exists()


def test_terms_of_a_product_are_added_and_the_shops_stay(shop: Shop, boss: Client) -> None:
    page = "/admin/giftcards/cardterms/"
    general = CardTerms.objects.get()
    said = {"validity": "24", "minimum": "0", "vat_regime": "single", "vat_rate": "20"}

    assert boss.post(f"{page}{general.pk}/change/", said).status_code == 302
    wrong = boss.post(f"{page}{general.pk}/change/", said | {"vat_rate": ""})

    general.refresh_from_db()
    assert (general.validity, general.vat_regime) == (24, "single")
    assert wrong.status_code == 200, "a single-purpose card has its rate"
    assert boss.get(f"{page}{general.pk}/delete/").status_code == 403


def month(first: str, **figures: str) -> CardMonth:
    names = "issued used given_back expired cancelled outstanding"
    said = {name: Decimal(figures.get(name, "0")) for name in names.split()}
    at = day(0).date().fromisoformat(first)
    return CardMonth(first=at, regime=VatRegime.MULTIPLE, rate=None, **said)


def test_the_report_tells_each_month_by_regime(shop: Shop) -> None:
    make_card(shop, code="CAD-1")
    make_card(shop, vat_regime="single", vat_rate=Decimal(20))
    make_card(make_shop("autre"))
    pay(shop, "1", "30.00", on=1)
    pay(shop, "2", "10.00", on=31)
    put_order(
        shop,
        "1",
        gift_cards=(
            CardPaymentFact(code="CAD-1", amount=Decimal(30), refunded=Decimal(5)),
        ),
        placed_at=day(1),
        on=32,
    )

    rows = months(shop, year=2026)

    assert [row for row in rows if row.regime == "multiple"] == [
        month("2026-06-01", used="10", given_back="5", outstanding="15"),
        month("2026-05-01", issued="50", used="30", outstanding="20"),
    ]
    (single,) = [row for row in rows if row.regime == "single"]
    assert single.rate == 20
    assert single.issued == single.outstanding == 50
    told = [(each.regime, each.count, each.amount) for each in owed(shop, day(40))]
    assert told == [("multiple", 1, Decimal(15)), ("single", 1, Decimal(50))]
    assert owed(shop, day(366)) == [], "over, though no night has written it"
    assert sold_in_a_year(shop, day(40)) == Decimal(100)
    assert list(years(shop, day(400))) == [2027, 2026]


def test_the_months_are_the_shops_own(shop: Shop) -> None:
    card = make_card(shop)
    CardMovement.objects.create(
        card=card,
        number=2,
        kind="expire",
        amount=Decimal(-50),
        balance=Decimal(0),
        author="system",
        # Half past midnight on 1 June in Paris.
        happened_at=day(30).replace(hour=22, minute=30),
        valid_until=card.valid_until,
    )

    assert months(shop, year=2026)[0].first.isoformat() == "2026-06-01"


def test_the_report_is_a_page_and_a_file(shop: Shop, boss: Client) -> None:
    make_card(shop)
    page = f"/admin/giftcards/giftcard/report/{shop.pk}/"

    assert "€50.00" in boss.get(page).content.decode()
    file = boss.get(page, {"csv": "1", "year": "2026"}).content.decode("utf-8-sig")
    assert file.splitlines()[1].endswith(";50.00;0;0;0;0;50.00")
    assert boss.get(page, {"year": "1900"}).status_code == 200
