"""Files as people really send them."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from api.imports import ImportReport, import_file
from api.imports.order_rows import amount
from api.imports.reading import LONGEST_LINE, UnreadableFile
from points.queries import balance as points_balance
from shop.models import Customer, Order, OrderLine, Shop
from tests.factories import START, day, line
from tests.statements import put_order

HEADER = "order,customer,email,placed_at,state,currency,product,quantity,line_total"
ROW = "46,57,alice@example.com,2026-05-01T12:00:00+02:00,paid,EUR,B1,2,40.00"


def take_in(shop: Shop, path: Path) -> ImportReport:
    return import_file(shop=shop, path=path, author="system", now=day(1), watch=_drain)


def _drain(counts: object, total: int) -> None:
    assert sum(counts) == total  # type: ignore[call-overload]


def written(
    tmp_path: Path, *rows: str, encoding: str = "utf-8", name: str = "o.csv"
) -> Path:
    path = tmp_path / name
    path.write_text("\n".join(rows) + "\n", encoding=encoding)
    return path


def available(shop: Shop, customer: str) -> int:
    who = Customer.objects.get(shop=shop, external_id=customer)
    return points_balance.balance(who, day(1)).available


def reasons(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(each.line, each.order, each.reason) for each in report.refusals]


def test_an_order_of_the_past_is_settled_by_its_own_date(
    shop: Shop, tmp_path: Path
) -> None:
    report = take_in(shop, written(tmp_path, HEADER, ROW))

    assert (report.orders, report.changed, report.rows_accepted) == (1, 1, 1)
    assert reasons(report) == []
    assert available(shop, "57") == 4
    assert Order.objects.get().qualified_at == START


def test_the_same_file_again_changes_nothing(shop: Shop, tmp_path: Path) -> None:
    path = written(tmp_path, HEADER, ROW)
    take_in(shop, path)

    again = take_in(shop, path)

    assert (again.changed, again.unchanged, again.rows_accepted) == (0, 1, 1)
    assert available(shop, "57") == 4


def test_a_row_that_says_something_else_is_taken_in_again(
    shop: Shop, tmp_path: Path
) -> None:
    take_in(shop, written(tmp_path, HEADER, ROW, ROW.replace("46,", "47,")))

    again = take_in(
        shop,
        written(tmp_path, HEADER, ROW.replace("40.00", "90.00"), ROW.replace("46,", "47,")),
    )

    assert (again.changed, again.unchanged) == (1, 1)
    assert available(shop, "57") == 9 + 4


def test_a_newer_statement_outlives_the_file(
    shop: Shop, alice: Customer, tmp_path: Path
) -> None:
    path = written(tmp_path, HEADER, ROW)
    take_in(shop, path)
    put_order(shop, "46", line(1, "40"), customer=alice, state="cancelled", on=1)

    again = take_in(shop, path)

    assert again.changed == 0
    assert Order.objects.get().state == "cancelled"
    assert available(shop, "57") == 0


def test_times_without_a_zone_are_read_again_where_the_shop_has_moved(
    shop: Shop, tmp_path: Path
) -> None:
    path = written(tmp_path, HEADER, ROW.replace("+02:00", ""))
    take_in(shop, path)
    Shop.objects.update(timezone="America/Montreal")
    shop.refresh_from_db()

    assert take_in(shop, path).changed == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_usual_encoding_is_understood(
    shop: Shop, tmp_path: Path, encoding: str
) -> None:
    row = ROW.replace("B1", "Épicéa")

    report = take_in(shop, written(tmp_path, HEADER, row, encoding=encoding))

    assert reasons(report) == []
    assert Order.objects.get().lines.get().product.external_id == "Épicéa"


def test_a_french_export_has_semicolons_and_decimal_commas(
    shop: Shop, tmp_path: Path
) -> None:
    header = HEADER.replace(",", ";")
    row = "46;57;alice@example.com;01/05/2026 12:00;Paid;EUR;B1;1;1 234,50"

    report = take_in(shop, written(tmp_path, header, row))

    assert reasons(report) == []
    assert Order.objects.get().placed_at == START
    assert available(shop, "57") == 123


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("12.50", "12.50"),
        ("12,50", "12.50"),
        ("1 234,50 €", "1234.50"),
        ("1\u202f234,50\u00a0€", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
    ],
)
def test_the_last_mark_is_the_decimal_one(cell: str, said: str) -> None:
    assert amount(cell) == said


@pytest.mark.parametrize("cell", ["1.234", "1,234", "1'234.50", "12.345", "0,001", "-1.00"])
def test_an_amount_that_is_not_to_the_cent_is_refused_with_its_line(
    shop: Shop, tmp_path: Path, cell: str
) -> None:
    row = ROW.replace("40.00", f'"{cell}"')

    with translation.override("en"):
        report = take_in(shop, written(tmp_path, HEADER, row))

    assert reasons(report) == [(2, "46", f"“{cell}” is not an amount to the cent.")]
    assert not Order.objects.exists()


def test_the_line_that_names_the_separator_is_skipped(shop: Shop, tmp_path: Path) -> None:
    rows = [each.replace(",", ";") for each in (HEADER, ROW)]

    report = take_in(shop, written(tmp_path, "sep=;", *rows))

    assert (report.orders, reasons(report)) == (1, [])


@pytest.mark.parametrize("cell", ["1/5/2026", "01/05/26", "01.05.2026"])
def test_a_date_that_cannot_be_read_is_blamed_on_its_own_column(
    shop: Shop, tmp_path: Path, cell: str
) -> None:
    placed = ROW.split(",")[3]

    report = take_in(shop, written(tmp_path, HEADER, ROW.replace(placed, cell)))

    [(_line, _order, why)] = reasons(report)
    assert why.startswith("placed_at: ")
    assert "updated_at" not in why


def test_an_abbreviated_order_number_is_refused(shop: Shop, tmp_path: Path) -> None:
    rows = [ROW.replace("46,57", number + ",57") for number in ("1E+11", '"1,2E+11"')]

    report = take_in(shop, written(tmp_path, HEADER, *rows, ROW))

    assert [line for line, _order, _why in reasons(report)] == [2, 3]
    assert [order.external_id for order in Order.objects.all()] == ["46"]


def test_rows_of_one_order_may_stand_far_apart(shop: Shop, tmp_path: Path) -> None:
    others = [ROW.replace("46,57", f"{n},{n}") for n in range(100, 160)]

    report = take_in(shop, written(tmp_path, HEADER, ROW, *others, ROW))

    assert report.orders == 61
    assert Order.objects.get(external_id="46").lines.count() == 2
    assert available(shop, "57") == 8


@pytest.mark.parametrize(
    ("quantity", "kept"),
    [("1,5", "1.5"), ("0.250", "0.25"), ("1.2550", "1.255"), ("3,00", "3"), ("0", "0")],
)
def test_a_quantity_may_have_decimals(
    shop: Shop, tmp_path: Path, quantity: str, kept: str
) -> None:
    total = "0.00" if kept == "0" else "40.00"
    row = ROW.replace(",2,40.00", f',"{quantity}",{total}')

    report = take_in(shop, written(tmp_path, HEADER, row))

    assert reasons(report) == []
    line = OrderLine.objects.get()
    assert (str(line.quantity), line.priced.total) == (kept, Decimal(total))


@pytest.mark.parametrize("quantity", ["1.234", "1,234", "-1", "1.23456", "x", "", "1 000"])
def test_what_is_no_quantity_is_refused_not_guessed(
    shop: Shop, tmp_path: Path, quantity: str
) -> None:
    row = ROW.replace(",2,", f',"{quantity}",')

    assert [why for *_where, why in reasons(take_in(shop, written(tmp_path, HEADER, row)))]
    assert not Order.objects.exists()


def test_none_of_something_costs_nothing(shop: Shop, tmp_path: Path) -> None:
    report = take_in(shop, written(tmp_path, HEADER, ROW.replace(",2,", ",0,")))

    assert [line for line, *_more in reasons(report)] == [2]


def test_bad_lines_are_refused_and_the_rest_is_imported(shop: Shop, tmp_path: Path) -> None:
    bad = [
        ROW.replace("46,", "47,").replace("EUR", "USD"),
        ROW.replace("46,", "48,").replace("40.00", "forty"),
        ROW.replace("46,", "49,").replace(",2,", ",two,"),
        ROW.replace("46,", "50,").replace("paid", "lost"),
        ROW.replace("46,", ","),
        ROW.replace("46,", "51,") + ",more",
        ROW.replace("46,", "52,").replace("2026-05-01T12:00:00+02:00", "May Day"),
        ROW.replace("46,", "53,").replace("40.00", "-1.00"),
        ROW.replace("46,", '"54,'),
    ]

    report = take_in(shop, written(tmp_path, HEADER, *bad, ROW))

    assert [(line, order) for line, order, _why in reasons(report)] == [
        (2, "47"),
        (3, "48"),
        (4, "49"),
        (5, "50"),
        (6, ""),
        (7, ""),
        (8, "52"),
        (9, "53"),
        (10, ""),
    ]
    assert all(why for _line, _order, why in reasons(report))
    assert (report.rows_refused, report.rows_accepted) == (9, 1)
    assert [order.external_id for order in Order.objects.all()] == ["46"]


def test_rows_that_disagree_about_their_order_refuse_it_whole(
    shop: Shop, tmp_path: Path
) -> None:
    other = ROW.replace("57,alice", "58,alice")

    report = take_in(shop, written(tmp_path, HEADER, ROW, other))

    assert [(line, order) for line, order, _why in reasons(report)] == [(3, "46")]
    assert report.rows_refused == 2
    assert not Order.objects.exists()


def test_an_oversized_line_is_refused_and_the_next_one_read(
    shop: Shop, tmp_path: Path
) -> None:
    giant = ROW.replace("B1", "x" * (2 * LONGEST_LINE))

    report = take_in(shop, written(tmp_path, HEADER, giant, ROW))

    assert [line for line, _order, _why in reasons(report)] == [2]
    assert report.rows_accepted == 1


def test_a_file_without_its_columns_is_refused_before_anything(
    shop: Shop, tmp_path: Path
) -> None:
    path = written(tmp_path, "order;total", "1;2")

    with pytest.raises(UnreadableFile, match="customer, email"):
        take_in(shop, path)


def test_an_empty_file_is_refused(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.touch()

    with pytest.raises(UnreadableFile):
        take_in(shop, path)


def test_ndjson_holds_bodies_of_the_api(shop: Shop, tmp_path: Path) -> None:
    body = (
        '{"id": "46", "customer": "57", "state": "paid", "currency": "EUR", '
        '"placed_at": "2026-05-01T12:00:00+02:00", '
        '"updated_at": "2026-05-02T12:00:00+02:00", '
        '"lines": [{"id": "1", "product": "B1", "quantity": 1, "unit_price": 40.00}]}'
    )
    batch = '{"type": "order", "id": "47", "body": ' + body + "}"
    rows = [body, batch, "{nonsense", '{"type": "cart", "id": "1"}', "[]", "NaN"]

    report = take_in(shop, written(tmp_path, *rows, name="o.ndjson"))

    assert [line for line, _order, _why in reasons(report)] == [3, 4, 5, 6]
    assert report.changed == 2
    assert available(shop, "57") == 8


def test_an_imported_order_keeps_its_notes_and_fees(shop: Shop, tmp_path: Path) -> None:
    body = {
        "id": "46",
        "state": "paid",
        "currency": "EUR",
        "placed_at": START.isoformat(),
        "updated_at": START.isoformat(),
        "lines": [{"id": "1", "product": "B1", "quantity": 1, "unit_price": "40.00"}],
        "fees": [{"label": "Emballage", "amount": "3.00"}],
        "total": "44.00",
    }
    plain = body | {"id": "47", "fees": [], "total": "40.00"}
    rows = [json.dumps(each) for each in (body, plain)]

    take_in(shop, written(tmp_path, *rows, name="o.ndjson"))

    odd, even = Order.objects.order_by("external_id")
    assert odd.notes == [{"code": "total_differs", "amount": "1.00"}]
    assert [fee["label"] for fee in odd.fees] == ["Emballage"]
    assert (even.notes, even.fees) == ([], [])
