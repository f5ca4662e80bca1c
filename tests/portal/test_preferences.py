"""« Préférences »: which mails a customer wants, recorded with the words shown."""

import re
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from earning.models import ActionTerms
from mailing.models import Consent, Preference
from mailing.queries import consents as mailing_consents
from shop.models import Customer, Shop
from tests.factories import CustomerFactory, day, make_shop
from tests.statements import points_of, put_order, set_rules

PAGE = "/boutique/compte/preferences/"
STOP = f"{PAGE}arret/"
ANSWER = f"{PAGE}offres/"

type Visit = Callable[[Customer], Client]


def words(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


def send(client: Client, page: str = PAGE, *, on: float = 1, **fields: str) -> str:
    with time_machine.travel(day(on), tick=False):
        return words(client.post(page, fields, follow=True).content)


def switches(client: Client, page: str = PAGE) -> dict[str, bool]:
    found = client.get(page).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="(\w+)"([^>]*)>', found)
    return {name: "checked" in rest for name, rest in boxes}


def receives(customer: Customer) -> dict[str, bool]:
    return {
        each.category.value: each.subscribed
        for each in mailing_consents.category_choices(customer)
    }


def test_a_switch_per_category_as_it_stands(alice: Customer, visit: Visit) -> None:
    assert switches(visit(alice)) == receives(alice)
    assert set(receives(alice)) == {"offers", "programme", "wishlist", "referrals"}


def test_a_consent_is_kept_word_for_word(alice: Customer, visit: Visit) -> None:
    client = visit(alice)
    send(client, STOP)
    page = send(client, on=2, language="en", offers="on")

    assert "Your choices are saved." in page
    said = Consent.objects.latest("pk")
    assert (said.category, said.given, said.basis) == ("offers", True, "consent")
    assert said.wording == (
        "I wish to receive offers and reminders from La Boutique by e-mail."
    )
    assert (said.version, said.source, said.recorded_at) == ("offers-1", "portal", day(2))
    assert said.wording in words(client.get(PAGE).content)
    assert [name for name, on in receives(alice).items() if on] == ["offers"]


def test_saving_unchanged_preferences_records_nothing(
    alice: Customer, visit: Visit
) -> None:
    put_order(alice.shop, "46", customer=alice)
    client = visit(alice)
    ticked = {name: "on" for name, on in switches(client).items() if on}

    client.post(PAGE, {"language": "fr", **ticked})

    assert not Consent.objects.exists()


def test_a_refusal_before_the_first_order_is_kept(alice: Customer, visit: Visit) -> None:
    assert not receives(alice)["offers"]
    send(visit(alice), language="fr", programme="on")

    put_order(alice.shop, "46", customer=alice, on=2)

    assert not receives(alice)["offers"]


def test_all_mails_can_be_stopped_at_once_and_resumed(
    alice: Customer, visit: Visit
) -> None:
    client = visit(alice)

    assert "You receive no more of these e-mails." in send(client, STOP)
    assert not any(receives(alice).values())
    send(client, on=2, language="fr", programme="on", wishlist="on")
    assert [name for name, on in receives(alice).items() if on] == ["programme", "wishlist"]


def test_the_language_is_the_customer_s_own_wish(alice: Customer, visit: Visit) -> None:
    client = visit(alice)
    assert mailing_consents.languages([alice]) == {alice.pk: "fr"}

    send(client, language="en")
    assert mailing_consents.languages([alice]) == {alice.pk: "en"}
    send(client, language="de")
    assert Preference.objects.get().language == "en"


def test_the_account_asks_once_and_takes_either_answer(
    alice: Customer, bob: Customer, visit: Visit
) -> None:
    account = "/boutique/compte/"
    for customer, answer, given in ((alice, "yes", True), (bob, "no", False)):
        client = visit(customer)
        asked = words(client.get(account).content)
        assert "Our offers, by e-mail?" in asked
        assert "I wish to receive offers and reminders from La Boutique by e-mail." in asked

        told = send(client, ANSWER, offers=answer)

        assert "You can change your mind at any time" in told
        assert "Our offers, by e-mail?" not in told
        assert Consent.objects.get(customer=customer).given is given


def test_a_missing_answer_is_a_refusal(alice: Customer, visit: Visit) -> None:
    send(visit(alice), ANSWER)

    assert Consent.objects.get().given is False


@pytest.mark.parametrize("door", ["answer", "switch"])
def test_agreeing_brings_the_points_of_the_newsletter_once(
    shop: Shop, alice: Customer, visit: Visit, door: str
) -> None:
    set_rules(shop, actions=[ActionTerms(type="newsletter", points=5)])
    client = visit(alice)
    assert "If you agree, 5 points are for you." in words(
        client.get("/boutique/compte/").content
    )

    for on in (1, 3):
        if door == "answer":
            told = send(client, ANSWER, on=on, offers="yes")
        else:
            told = send(client, on=on, language="fr", offers="on")
        assert ("5 points for you, to thank you." in told) is (on == 1)
        send(client, STOP, on=on + 1)

    assert points_of(alice, on=5)[0] == 5


def test_preferences_are_set_for_oneself_only(
    alice: Customer, bob: Customer, visit: Visit
) -> None:
    other = CustomerFactory.create(shop=make_shop("other"), email="alice@example.com")
    send(visit(alice), STOP)

    assert receives(bob)["programme"]
    assert receives(other)["programme"]
    stranger = Client()
    for page in (PAGE, STOP, ANSWER):
        answer = stranger.post(page)
        assert answer.status_code == 302
        assert "/connexion/" in answer["Location"]


def test_the_preferences_cost_the_same_whatever_the_consents(
    alice: Customer, visit: Visit
) -> None:
    client = visit(alice)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(PAGE)
        return len(found)

    asked()
    once = asked()
    for on in range(3):
        send(client, STOP, on=on)
        send(client, on=on + 0.5, language="en", programme="on")
    assert asked() == once
    assert once <= 10
