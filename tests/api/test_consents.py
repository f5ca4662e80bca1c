"""What a shop is told about offers is one of a customer's answers; the latest counts."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mailing import actions as mailing
from mailing.actions.preferences import record_consent
from mailing.models import Consent, MailCategory, Suppression
from mailing.queries.eligibility import may_receive
from shop.models import Customer, Shop
from tests.api.conftest import Caller
from tests.factories import START, day
from tests.mailing.mail_types import OFFER

pytestmark = pytest.mark.django_db

AT = "2026-05-01T12:00:00+02:00"
EMAIL = "julie@gens.example"


def yes(at: str = AT, **fields: Any) -> dict[str, Any]:
    words = {"wording": "Recevoir nos offres", "source": "shop"}
    return {"consents": {"offers": True, "at": at} | words | fields}


def no(at: str) -> dict[str, Any]:
    return {"consents": {"offers": False, "at": at}}


def put(api: Caller, body: dict[str, Any], pk: str = "57", at: str = AT) -> Any:
    answer = api.put(f"/customers/{pk}", {"email": EMAIL, "updated_at": at} | body)
    assert answer.status_code in {200, 201}, answer.json()
    return answer.json()


def why_not(pk: str = "57") -> str | None:
    customer = Customer.objects.get(external_id=pk)
    return may_receive([customer], OFFER, timezone.now() + timedelta(1))[customer.pk]


def test_a_newsletter_tick_lets_offers_through(api: Caller) -> None:
    put(api, {})
    assert why_not() == "no_consent"

    put(api, yes())

    row = Consent.objects.get()
    assert why_not() is None
    assert (row.given, row.basis, row.wording, row.source) == (
        True,
        "consent",
        "Recevoir nos offres",
        "shop",
    )
    assert row.recorded_at == START


def test_the_later_statement_counts_in_whatever_order_they_arrive(api: Caller) -> None:
    put(api, no("2026-04-30T12:00:00+02:00"))
    put(api, yes("2026-04-29T12:00:00+02:00"))

    assert why_not() == "unsubscribed"

    put(api, yes("2026-04-30T13:00:00+02:00"))

    assert why_not() is None


def test_a_statement_told_twice_is_one(api: Caller) -> None:
    for _time in range(2):
        put(api, yes())
    # Within another statement of the customer.
    put(api, yes() | {"first_name": "Julie"})

    assert Consent.objects.count() == 1


def test_a_late_statement_of_a_customer_still_says_what_they_answered(api: Caller) -> None:
    put(api, {}, at="2026-05-01T11:59:00+02:00")

    told = put(api, no("2026-04-30T12:00:00+02:00"), at="2026-04-30T12:00:00+02:00")

    assert told["stale"] is True
    assert why_not() == "unsubscribed"


def test_an_old_yes_does_not_undo_a_no_in_a_mail(api: Caller) -> None:
    put(api, yes("2026-04-01T12:00:00+02:00"))
    customer = Customer.objects.get()
    mailing.unsubscribe(customer=customer, category=None, source="mail", now=START)

    put(api, yes("2026-04-30T12:00:00+02:00"), at="2026-05-01T12:01:00+02:00")

    assert why_not() == "unsubscribed"


def test_a_time_to_come_does_not_outlast_the_next_answer(api: Caller) -> None:
    put(api, yes("2027-01-01T12:00:00+02:00"))
    record_consent(
        customer=Customer.objects.get(),
        category=MailCategory.OFFERS,
        given=False,
        source="portal",
        now=day(1),
    )

    assert why_not() == "unsubscribed"


def test_a_no_binds_the_address_and_a_yes_frees_it(api: Caller) -> None:
    put(api, yes("2026-04-01T12:00:00+02:00"))
    put(api, no("2026-04-02T12:00:00+02:00") | {"email": EMAIL.upper()}, "58")
    assert (why_not("57"), why_not("58")) == ("unsubscribed", "unsubscribed")

    put(api, yes("2026-04-03T12:00:00+02:00") | {"email": "julie+x@gens.example"}, "59")

    assert (why_not("57"), why_not("58"), why_not("59")) == (None, None, None)


def test_a_yes_older_than_a_complaint_does_not_lift_it(api: Caller, shop: Shop) -> None:
    complained = Suppression.Reason.COMPLAINED
    mailing.suppress(shop=shop, email=EMAIL, reason=complained, now=day(-1))

    put(api, yes("2026-04-01T12:00:00+02:00"))
    assert why_not() == "complained"
    put(api, yes("2026-05-01T11:00:00+02:00"))
    assert why_not() is None


def test_consents_arrive_in_a_batch(api: Caller) -> None:
    body = {"email": EMAIL, "updated_at": AT} | yes()
    items = [{"type": "customer", "id": "57", "body": body}]

    assert api.post("/batch", {"items": items}).status_code == 200
    assert why_not() is None


@pytest.mark.parametrize(
    ("consents", "field"),
    [
        ({"offers": "maybe", "at": AT}, "consents.offers"),
        ({"at": AT}, "consents.offers"),
        ({"offers": True}, "consents.at"),
        ({"offers": True, "at": "yesterday"}, "consents.at"),
    ],
)
def test_what_is_no_answer_is_refused(
    api: Caller, consents: dict[str, Any], field: str
) -> None:
    body = {"email": EMAIL, "updated_at": AT, "consents": consents}

    answer = api.put("/customers/57", body)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_null_says_nothing(api: Caller) -> None:
    put(api, {"consents": None})

    assert not Consent.objects.exists()


def test_a_yes_without_words_is_kept_as_the_shop_told_it(api: Caller) -> None:
    put(api, yes(wording=""))

    assert Consent.objects.get().wording
    assert why_not() is None
