"""A code by mail opens the account; nothing tells whether an address is a customer's."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from mailing.actions.preferences import set_language
from mailing.models import Branding
from portal.views.login import RedirectThen
from programme import actions as programme
from shop.models import Customer, Shop
from tests.factories import CustomerFactory, day, make_shop
from tests.statements import merge, points_of, put_order
from tests.tiers.ladder import set_tiers

LOGIN = "/boutique/connexion/"
CODE = "/boutique/connexion/code/"
ACCOUNT = "/boutique/compte/"

type Answer = Any  # the stubs have a private name for what a test client answers
type Mails = list[EmailMultiAlternatives]


@pytest.fixture(autouse=True)
def _cast(alice: Customer) -> None:
    """Everybody tries to come into the shop of Alice."""


def ask(visitor: Client, email: str, query: str = "") -> Answer:
    return visitor.post(LOGIN + query, {"email": email})


def enter(visitor: Client, code: str, query: str = "") -> Answer:
    return visitor.post(CODE + query, {"code": code})


def code_in(mails: Mails) -> str:
    found = re.search(r"[A-Z]{4}-[A-Z]{4}", str(mails[-1].body))
    assert found
    return found.group()


def text(page: Answer) -> str:
    """What is read, without tokens and layout."""
    content = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
    return re.sub(r"\s+", " ", content)


def test_the_code_of_the_mail_opens_the_account(visitor: Client, mailoutbox: Mails) -> None:
    asked = ask(visitor, "alice@example.com")
    entered = enter(visitor, code_in(mailoutbox))

    assert (asked.status_code, asked["Location"]) == (302, CODE)
    assert (entered.status_code, entered["Location"]) == (302, ACCOUNT)
    assert "Hello Alice" in text(visitor.get(ACCOUNT))


def test_the_mail_comes_from_the_shop_in_the_customers_language(
    shop: Shop, alice: Customer, mailoutbox: Mails
) -> None:
    Shop.objects.filter(pk=shop.pk).update(name="L'Été\nBcc: x@example.com")
    Customer.objects.filter(pk=alice.pk).update(language="en")

    ask(Client(), "alice@example.com")

    [mail] = mailoutbox
    code = code_in(mailoutbox)
    assert mail.to == ["alice@example.com"]
    assert mail.subject == f"Your log-in code: {code}"
    assert "Bcc" not in mail.message()
    assert "fidelite@localhost" in mail.from_email
    assert "It can be used once, within 10 minutes." in mail.body
    assert code in str(mail.alternatives[0][0])


def test_the_code_comes_from_the_sender_of_the_shop_in_the_language_chosen(
    shop: Shop, alice: Customer, mailoutbox: Mails
) -> None:
    Branding.objects.update_or_create(
        shop=shop,
        defaults={
            "sender_name": "L’Atelier, bougies",
            "sender_email": "bonjour@bücher.example",
            "reply_to": "aide@example.com",
        },
    )
    Customer.objects.filter(pk=alice.pk).update(language="fr")
    set_language(customer=alice, language="en")

    ask(Client(), "alice@example.com")

    [mail] = mailoutbox
    head = mail.message()
    assert mail.subject.startswith("Your log-in code")
    assert head["From"].addresses[0].addr_spec == "bonjour@xn--bcher-kva.example"
    assert head["From"].addresses[0].display_name == "L’Atelier, bougies"
    assert head["Reply-To"] == "aide@example.com"


def test_the_first_log_in_makes_a_person_without_a_password(
    visitor: Client, mailoutbox: Mails
) -> None:
    for _ in range(2):
        ask(visitor, " ALICE@Example.com ")

    user = User.objects.get()
    assert (user.email, user.has_usable_password()) == ("alice@example.com", False)
    assert [mail.to for mail in mailoutbox] == [["alice@example.com"]] * 2


@pytest.mark.parametrize(
    "email",
    ["nobody@example.com", "guest@example.com", "gone@example.com", "zoe@example.com"],
)
def test_an_unknown_address_sees_the_same_pages_and_gets_no_mail(
    visitor: Client, shop: Shop, email: str, mailoutbox: Mails
) -> None:
    CustomerFactory.create(shop=shop, email="guest@example.com", guest=True)
    gone = CustomerFactory.create(shop=shop, external_id="99", email="gone@example.com")
    programme.erase_customer(
        shop=shop, external_id=gone.external_id, author="s", now=day(1)
    )
    CustomerFactory.create(shop=make_shop("ailleurs"), email="zoe@example.com")
    known = Client(headers={"accept-language": "en"})

    answers = [ask(known, "alice@example.com"), ask(visitor, email)]
    pages = [text(known.get(CODE)), text(visitor.get(CODE))]
    wrong = [text(enter(known, "WRONG")), text(enter(visitor, "WRONG"))]

    assert [each.status_code for each in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"] == CODE
    assert pages[0] == pages[1].replace(email, "alice@example.com")
    assert wrong[0] == wrong[1].replace(email, "alice@example.com")
    assert [mail.to for mail in mailoutbox] == [["alice@example.com"]]
    assert User.objects.filter(email=email).count() == 0


def test_an_inactive_person_gets_no_code(visitor: Client, mailoutbox: Mails) -> None:
    User.objects.create(email="alice@example.com", is_active=False)

    assert ask(visitor, "alice@example.com")["Location"] == CODE
    assert mailoutbox == []


def test_a_person_deactivated_meanwhile_does_not_come_in(
    visitor: Client, mailoutbox: Mails
) -> None:
    ask(visitor, "alice@example.com")
    User.objects.update(is_active=False)

    assert enter(visitor, code_in(mailoutbox))["Location"] == "/"
    assert visitor.get(ACCOUNT)["Location"].startswith(LOGIN)


def test_known_and_unknown_addresses_cost_the_same_queries(mailoutbox: Mails) -> None:
    User.objects.create(email="alice@example.com")
    costs = []
    for email in ("alice@example.com", "nobody@example.com"):
        with CaptureQueriesContext(connection) as queries:
            Client().post(LOGIN, {"email": email})
        costs.append(len(queries))

    # The two more of whom is known are the mail's own, once the answer has gone out.
    assert costs[0] == costs[1] + 2
    assert len(mailoutbox) == 1


def test_the_mail_leaves_after_the_answer() -> None:
    done: list[str] = []

    answer = RedirectThen(CODE, lambda: done.append("mailed"))
    assert done == []
    answer.close()

    assert done == ["mailed"]


def test_a_wrong_code_is_refused_beside_its_field(
    visitor: Client, mailoutbox: Mails
) -> None:
    ask(visitor, "alice@example.com")

    page = text(enter(visitor, "BBBB-BBBB"))

    assert "This is not the code we sent. Please check it." in page
    assert 'aria-describedby="id_code_error"' in page
    assert 'role="alert"' in page
    assert enter(visitor, code_in(mailoutbox).lower())["Location"] == ACCOUNT


def test_three_wrong_codes_end_it(visitor: Client, mailoutbox: Mails) -> None:
    ask(visitor, "alice@example.com")
    for _ in range(2):
        assert enter(visitor, "BBBB-BBBB").status_code == 200

    assert enter(visitor, "BBBB-BBBB")["Location"] == LOGIN
    assert "Three wrong codes. Ask for a new one." in text(visitor.get(LOGIN))
    assert enter(visitor, code_in(mailoutbox))["Location"] == LOGIN
    assert visitor.get(ACCOUNT).status_code == 302


def test_of_codes_tried_at_once_only_three_are_compared(
    visitor: Client, mailoutbox: Mails
) -> None:
    """Requests at once all read the session as it was before the first of them."""
    ask(visitor, "alice@example.com")
    cookie = visitor.cookies["sessionid"].value
    before = dict(visitor.session.items())

    answers = []
    for _ in range(10):
        session = SessionStore(cookie)
        session.clear()
        session.update(before)
        session.save()
        answers.append(enter(visitor, "BBBB-BBBB").status_code)
    session = SessionStore(cookie)
    session.clear()
    session.update(before)
    session.save()

    assert answers == [200] * 3 + [302] * 7
    assert enter(visitor, code_in(mailoutbox))["Location"] == LOGIN
    assert visitor.get(ACCOUNT).status_code == 302


def test_a_code_lives_ten_minutes(visitor: Client, mailoutbox: Mails) -> None:
    with time_machine.travel(day(0), tick=False) as clock:
        ask(visitor, "alice@example.com")
        clock.shift(timedelta(minutes=10, seconds=1))

        assert enter(visitor, code_in(mailoutbox))["Location"] == LOGIN
        assert "This code has expired. Ask for a new one." in text(visitor.get(LOGIN))


def test_a_new_code_replaces_the_first(visitor: Client, mailoutbox: Mails) -> None:
    ask(visitor, "alice@example.com")
    first = code_in(mailoutbox)

    assert visitor.post(CODE, {"action": "resend"})["Location"] == CODE

    assert "A new code has been sent." in text(visitor.get(CODE))
    assert len(mailoutbox) == 2
    assert enter(visitor, first).status_code == 200
    assert enter(visitor, code_in(mailoutbox))["Location"] == ACCOUNT


def test_an_address_is_sent_three_codes_a_minute(
    visitor: Client, mailoutbox: Mails
) -> None:
    with time_machine.travel(day(0), tick=False) as clock:
        for _ in range(3):
            ask(Client(), "alice@example.com")

        refused = ask(visitor, "alice@example.com")
        clock.shift(timedelta(minutes=1))
        ask(visitor, "alice@example.com")

    assert refused.status_code == 429
    assert "Too many codes were asked for." in text(refused)
    assert len(mailoutbox) == 4


def test_new_codes_count_as_well(visitor: Client, mailoutbox: Mails) -> None:
    ask(visitor, "alice@example.com")
    ask(Client(), "alice@example.com")
    visitor.post(CODE, {"action": "resend"})

    visitor.post(CODE, {"action": "resend"})

    assert "Too many codes were asked for." in text(visitor.get(CODE))
    assert len(mailoutbox) == 3


def test_one_ip_address_asks_for_twenty_codes_a_minute(mailoutbox: Mails) -> None:
    answers = [ask(Client(), f"client{n}@example.com").status_code for n in range(21)]

    assert answers == [302] * 20 + [429]
    assert mailoutbox == []


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/boutique/compte/",
        "//evil.example/",
        "/\\evil.example",
        "/boutique/compte@evil.example",
        "/admin/",
        "javascript:alert(1)",
    ],
)
def test_after_the_code_no_other_site_is_redirected_to(
    visitor: Client, wanted: str, mailoutbox: Mails
) -> None:
    query = "?" + urlencode({"next": wanted})
    ask(visitor, "alice@example.com", query)

    assert enter(visitor, code_in(mailoutbox), query)["Location"] == ACCOUNT


def test_after_the_code_the_page_that_was_asked_for_opens(
    visitor: Client, mailoutbox: Mails
) -> None:
    turned_away = visitor.get(f"{ACCOUNT}bons/")
    asked = visitor.post(turned_away["Location"], {"email": "alice@example.com"})
    entered = visitor.post(asked["Location"], {"code": code_in(mailoutbox)})

    assert entered["Location"] == f"{ACCOUNT}bons/"


def test_a_signed_in_person_needs_no_code(visitor: Client, mailoutbox: Mails) -> None:
    ask(visitor, "alice@example.com")
    enter(visitor, code_in(mailoutbox))

    assert visitor.get(LOGIN)["Location"] == ACCOUNT
    assert visitor.get(CODE)["Location"] == ACCOUNT


def test_a_code_opens_no_back_office(visitor: Client, mailoutbox: Mails) -> None:
    User.objects.create(email="alice@example.com", is_staff=True, is_superuser=True)
    ask(visitor, "alice@example.com")
    enter(visitor, code_in(mailoutbox))

    assert visitor.get(ACCOUNT).status_code == 200
    assert visitor.get("/admin/").status_code == 302


def test_logging_out_takes_a_post(visitor: Client, mailoutbox: Mails) -> None:
    ask(visitor, "alice@example.com")
    enter(visitor, code_in(mailoutbox))

    assert visitor.get("/boutique/deconnexion/").status_code == 405
    assert visitor.post("/boutique/deconnexion/")["Location"] == LOGIN
    assert "You are logged out." in text(visitor.get(LOGIN))
    assert visitor.get(ACCOUNT).status_code == 302


@pytest.mark.parametrize("path", ["", "code/"])
def test_there_is_no_log_in_to_a_shop_that_is_not_there(visitor: Client, path: str) -> None:
    assert visitor.get(f"/nulle-part/connexion/{path}").status_code == 404


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_email", "account_reset_password"],
)
def test_no_other_page_of_the_library_can_be_reached(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_answering_a_code_claims_the_guest_orders_of_the_address(
    shop: Shop, alice: Customer, visitor: Client, mailoutbox: Mails
) -> None:
    put_order(shop, "46", email="Alice@example.com")

    with time_machine.travel(day(1), tick=False):
        ask(visitor, "alice@example.com")
        enter(visitor, "WRONG")
        assert points_of(alice) == (0, 0, 0)
        enter(visitor, code_in(mailoutbox))

    assert points_of(alice, on=1) == (4, 0, 0)


def test_the_old_address_of_somebody_merged_opens_the_kept_account(
    shop: Shop, alice: Customer, bob: Customer, visitor: Client, mailoutbox: Mails
) -> None:
    merge(bob, alice, on=0)

    ask(visitor, "alice@example.com")
    enter(visitor, code_in(mailoutbox))

    assert "Hello Bob" in text(visitor.get(ACCOUNT))


def test_the_benefits_of_an_account_stand_beside_the_log_in(shop: Shop) -> None:
    set_tiers(shop)

    page = Client(headers={"accept-language": "en"}).get("/boutique/connexion/")
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))

    assert "Points with each order €10.00 spent = 1 point, worth €0.50" in said
    assert "From 1 point on: a voucher of €0.50" in said
    assert "Up to −15% on your orders" in said
