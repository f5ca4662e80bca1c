from datetime import timedelta

import pytest

from mailing.rules.headers import addressed, message_id, one_line
from mailing.rules.smtp_answers import (
    Verdict,
    is_unknown_recipient,
    retry_delay,
    verdict,
)


def test_tries_come_later_each_time_up_to_half_an_hour() -> None:
    minutes = [retry_delay(attempt) // timedelta(minutes=1) for attempt in range(1, 9)]

    assert minutes == [1, 2, 4, 8, 16, 30, 30, 30]
    assert retry_delay(30_000) == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("answer", "nobody"),
    [
        ("5.1.1 The account does not exist", True),
        ("5.1.10 RESOLVER.ADR.RecipientNotFound", True),
        ("5.7.1 Message rejected as spam", False),
        ("5.2.2 Mailbox full", False),
        ("15.1.19 what is that", False),
    ],
)
def test_only_an_address_that_is_wrong_is_nobodys(answer: str, nobody: bool) -> None:
    assert is_unknown_recipient(answer) is nobody


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("550 5.5.0 Requested action not taken: mailbox unavailable", Verdict.UNAVAILABLE),
        ("550 Requested action not taken: mailbox unavailable", Verdict.UNAVAILABLE),
        ("550 5.2.1 The account is disabled", Verdict.UNAVAILABLE),
        ("552 5.2.2 Mailbox full", Verdict.UNAVAILABLE),
        ("551 User not local", Verdict.UNAVAILABLE),
        ("550 5.1.0 Address rejected", Verdict.UNAVAILABLE),
        ("550 5.1.1 No such user", Verdict.UNKNOWN),
        ("550 5.7.1 Service unavailable, client host blocked", Verdict.OURS),
        ("550 Blocked by our spam policy", Verdict.OURS),
        ("552 5.2.3 Message too large", Verdict.OURS),
        ("550 5.1.8 Bad sender", Verdict.OURS),
        ("550 5.4.1 Relay access denied", Verdict.OURS),
        (
            "554 delivery error: dd This user doesn't have a yahoo.fr account (x@yahoo.fr)",
            Verdict.UNAVAILABLE,
        ),
        (
            "550 5.4.1 [x@a.example]: Recipient address rejected: Access denied",
            Verdict.UNAVAILABLE,
        ),
        ("554 5.0.0 Unknown user", Verdict.UNAVAILABLE),
        ("550 #5.1.0 Address rejected x@a.example", Verdict.UNAVAILABLE),
        ("554 mailbox x@a.example does not exist", Verdict.UNAVAILABLE),
        ("550 5.7.1 Recipient address rejected: SPF check failed", Verdict.OURS),
        ("550 <us@b.example>: Sender address rejected: User unknown", Verdict.OURS),
        ("554 Transaction failed", Verdict.UNSAID),
        ("", Verdict.UNSAID),
    ],
)
def test_an_answer_says_something_of_the_mailbox_or_not(
    answer: str, expected: Verdict
) -> None:
    assert verdict(answer) is expected


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Votre bon de 5 € vous attend", "Votre bon de 5 € vous attend"),
        ("Hello\r\nBcc: all@example.com", "Hello Bcc: all@example.com"),
        ("a\u2028b\u2029c\x00d\x85e", "a b c d e"),
        ("  Julie \t\n ", "Julie"),
    ],
)
def test_nothing_ends_the_line_of_a_header(text: str, line: str) -> None:
    assert one_line(text) == line


def test_a_name_stands_before_the_address() -> None:
    assert addressed("Julie Martin", "j@example.com") == "Julie Martin <j@example.com>"
    assert addressed("", "j@example.com") == "j@example.com"
    assert addressed('A" <x@y.fr>\n', "j@example.com") == '"A\\" <x@y.fr>" <j@example.com>'


def test_a_mail_has_one_name_for_ever() -> None:
    assert message_id(46, 1777629600, "shop.fr") == "<mail.46.1777629600@shop.fr>"
