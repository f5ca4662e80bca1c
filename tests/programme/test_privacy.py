"""What is kept of people, for how long, and who looks at it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from accounts.rules import RoleName
from mailing.models import Mail
from programme.actions.erasing import ask_erasure
from programme.actions.retention import keep_retention
from programme.actions.terms_of_keeping import (
    blank_old_mails,
    purge_history,
    purge_sessions,
)
from shop.models import Customer, CustomerLook, RetentionNotice, Shop
from tests.factories import START, make_card
from tests.staff import backoffice, make_member, make_staff
from tests.statements import adjust, put_order

pytestmark = pytest.mark.django_db

YEARS = timedelta(days=3 * 366)
LATER = START + YEARS


def night(now: Any) -> None:
    for _each in keep_retention(author="system", now=now):
        pass


def test_staff_with_the_right_erase_a_customer_after_seeing_what_is_lost(
    alice: Customer,
) -> None:
    adjust(alice, 40)
    clerk = backoffice(
        make_staff("c@example.com", alice.shop, rights=["shop.erase_customer"])
    )
    page = f"/admin/shop/customer/{alice.pk}/erase/"

    assert "What is lost" in clerk.get(page).content.decode()
    assert clerk.post(page).status_code == 302

    alice.refresh_from_db()
    assert alice.erased_at is not None
    assert alice.email == ""


def test_nobody_erases_without_the_right(alice: Customer) -> None:
    clerk = backoffice(make_staff("c@example.com", alice.shop))

    assert clerk.post(f"/admin/shop/customer/{alice.pk}/erase/").status_code == 403
    alice.refresh_from_db()
    assert alice.erased_at is None


def test_somebody_silent_for_three_years_is_told_and_erased_a_month_later(
    alice: Customer,
) -> None:
    night(LATER)

    notice = RetentionNotice.objects.get()
    assert (notice.customer, notice.due_at) == (alice, LATER + timedelta(days=30))
    assert Mail.objects.get(mail_type="retention_notice").customer == alice
    night(LATER + timedelta(days=29))
    alice.refresh_from_db()
    assert alice.erased_at is None

    night(LATER + timedelta(days=31))

    alice.refresh_from_db()
    assert alice.erased_at is not None
    assert not RetentionNotice.objects.exists()


@pytest.mark.parametrize("contact", ["order", "log-in"])
def test_whoever_is_heard_of_again_stays(alice: Customer, contact: str) -> None:
    night(LATER)
    if contact == "order":
        put_order(alice.shop, "46", customer=alice, placed_at=LATER, on=YEARS.days)
    else:
        user = User.objects.create_user(alice.email.lower())
        User.objects.filter(pk=user.pk).update(last_login=LATER)

    night(LATER + timedelta(days=31))

    alice.refresh_from_db()
    assert alice.erased_at is None
    assert not RetentionNotice.objects.exists()


def test_money_on_a_gift_card_keeps_its_holder(alice: Customer) -> None:
    make_card(alice.shop, holder=alice, valid_until=LATER + timedelta(days=900))

    night(LATER)

    assert not RetentionNotice.objects.exists()


def test_a_shop_without_a_term_keeps_everybody(alice: Customer) -> None:
    Shop.objects.update(retention_years=None)

    night(LATER)

    assert not RetentionNotice.objects.exists()


def test_the_list_names_ids_and_changes_nothing(
    alice: Customer, capsys: pytest.CaptureFixture[str]
) -> None:
    Customer.objects.update(registered_at=timezone.now() - YEARS - YEARS)

    call_command("list_silent")

    assert f"{alice.shop.code};{alice.external_id};to be told" in capsys.readouterr().out
    assert not RetentionNotice.objects.exists()


def test_who_opens_a_customers_page_is_noted_once_a_day_and_shown_to_the_owner(
    alice: Customer,
) -> None:
    clerk = make_staff("clerk@example.com", alice.shop)
    page = f"/admin/shop/customer/{alice.pk}/change/"
    for _each in range(2):
        backoffice(clerk).get(page)

    look = CustomerLook.objects.get()
    assert (look.customer, look.user) == (alice, clerk)
    owner = backoffice(make_member(RoleName.OWNER, alice.shop))
    assert "clerk@example.com" in owner.get("/admin/shop/customerlook/").content.decode()
    reader = backoffice(make_member(RoleName.READING, alice.shop))
    assert reader.get("/admin/shop/customerlook/").status_code == 403


def test_expired_sessions_and_old_traces_go(alice: Customer) -> None:
    now = timezone.now()
    clerk = make_staff("clerk@example.com", alice.shop)
    client = backoffice(clerk)
    client.get(f"/admin/shop/customer/{alice.pk}/change/")
    Session.objects.create(session_key="old", session_data="", expire_date=now)

    assert purge_sessions(now=now + timedelta(seconds=1)) == 1
    assert Session.objects.exists()
    assert purge_history(now=now + timedelta(days=400)) == 1
    assert not CustomerLook.objects.exists()


def test_old_mails_lose_their_address_and_contents(alice: Customer) -> None:
    ask_erasure(customer=alice, now=START)
    Mail.objects.update(
        state="sent", sent_at=START, email=alice.email, address_hash=b"x" * 16
    )

    assert blank_old_mails(now=START + timedelta(days=1000)) == 0
    assert blank_old_mails(now=START + timedelta(days=1100)) == 1

    mail = Mail.objects.get()
    assert (mail.email, mail.values) == ("", {})


def test_the_register_says_what_is_kept_why_and_how_long(shop: Shop) -> None:
    owner = backoffice(make_member(RoleName.OWNER, shop))

    page = owner.get(f"/admin/shop/shop/{shop.pk}/registre/").content.decode()

    assert "3 years after the last order or log-in" in page
    assert "Who processes it" in page
    reader = backoffice(make_member(RoleName.READING, shop))
    assert reader.get(f"/admin/shop/shop/{shop.pk}/registre/").status_code == 403


def test_points_for_reviews_carry_the_legal_warning(shop: Shop) -> None:
    owner = backoffice(make_member(RoleName.OWNER, shop))

    page = owner.get(f"/admin/earning/ruleversion/edit/{shop.pk}/").content.decode()

    assert "misleading practice" in page
