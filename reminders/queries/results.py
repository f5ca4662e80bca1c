"""What became of the mails of a period: per day and campaign, as the module that merchants
know has it, and what they have brought.

A mail counts on the day it went. It is used once an order has its voucher, or the
remainder of it.
``turnover`` is what was paid for the goods of those orders and kept: refunds are off.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.money import ZERO, to_cent
from core.periods import Period
from core.sql import Fragment, fetch
from reminders.models import Campaign
from shop.models import Shop
from vouchers.queries.turnover import KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignResult:
    """``left`` unsubscribed after it, ``bounced`` never arrived."""

    sent: int = 0
    used: int = 0
    bounced: int = 0
    left: int = 0
    given: Decimal = ZERO
    turnover: Decimal = ZERO

    def __add__(self, other: "CampaignResult") -> "CampaignResult":
        return CampaignResult(
            sent=self.sent + other.sent,
            used=self.used + other.used,
            bounced=self.bounced + other.bounced,
            left=self.left + other.left,
            given=self.given + other.given,
            turnover=self.turnover + other.turnover,
        )

    @property
    def conversion(self) -> Decimal:
        """In percent, to two decimals."""
        if not self.sent:
            return Decimal("0.00")
        return round(Decimal(100 * self.used) / self.sent, 2)

    def margin(self, percent: Decimal | None) -> Decimal | None:
        """What is left of the turnover; ``percent`` is that of undiscounted prices."""
        if percent is None:
            return None
        cost = (self.turnover + self.given) * (100 - percent) / 100
        return to_cent(self.turnover - cost)


@dataclass(frozen=True, slots=True)
class ResultTable:
    """``cells`` by day and campaign; days without a mail are not there."""

    campaigns: Sequence[Campaign]
    cells: dict[tuple[date, int], CampaignResult]

    @property
    def days(self) -> list[date]:
        return sorted({day for day, _pk in self.cells}, reverse=True)

    def cell(self, day: date, campaign: Campaign) -> CampaignResult:
        return self.cells.get((day, campaign.pk), CampaignResult())

    def of(self, campaign: Campaign) -> CampaignResult:
        return _sum(cell for (_, pk), cell in self.cells.items() if pk == campaign.pk)

    def on(self, day: date) -> CampaignResult:
        return _sum(cell for (each, _), cell in self.cells.items() if each == day)

    @property
    def total(self) -> CampaignResult:
        return _sum(self.cells.values())


def _sum(cells: Iterable[CampaignResult]) -> CampaignResult:
    total = CampaignResult()
    for cell in cells:
        total += cell
    return total


_KEPT = KEPT.fill(orders="SELECT order_id FROM use")
_RESULTS = Fragment("""
    WITH RECURSIVE sent AS (
        SELECT reminder.id, reminder.campaign_id, reminder.voucher_id, mail.customer_id,
               (mail.sent_at AT TIME ZONE %(zone)s)::date AS day,
               mail.sent_at, mail.state = 'bounced' AS bounced
        FROM reminders_reminder reminder
        JOIN mailing_mail mail ON mail.id = reminder.mail_id
        WHERE reminder.campaign_id = ANY(%(campaigns)s)
          AND mail.sent_at >= %(first)s AND mail.sent_at < %(end)s
    ), chain AS (
        -- A voucher and its remainders, and theirs.
        SELECT id AS reminder, voucher_id AS voucher FROM sent WHERE voucher_id IS NOT NULL
        UNION ALL
        SELECT chain.reminder, remainder.id
        FROM chain
        JOIN vouchers_voucher remainder ON remainder.remainder_of_id = chain.voucher
    ), use AS (
        SELECT chain.reminder, has.order_id, has.amount
        FROM chain JOIN vouchers_voucheruse has ON has.voucher_id = chain.voucher
    ), kept AS ({kept}),
    earned AS (
        SELECT use.reminder, sum(use.amount) AS given
        FROM use GROUP BY use.reminder
    ), sold AS (
        -- Each order once, though a voucher and its remainder may be used on the same one.
        SELECT each.reminder, sum(kept.amount) AS turnover
        FROM (SELECT DISTINCT reminder, order_id FROM use) each JOIN kept USING (order_id)
        GROUP BY each.reminder
    )
    SELECT sent.day, sent.campaign_id, count(*), count(earned.reminder),
           count(*) FILTER (WHERE sent.bounced),
           -- Unsubscribed within a week, and the last mail before that was this one.
           count(*) FILTER (WHERE EXISTS (
               SELECT FROM mailing_consent word
               WHERE word.customer_id = sent.customer_id AND NOT word.given
                 AND word.recorded_at >= sent.sent_at
                 AND word.recorded_at < sent.sent_at + interval '7 days'
                 AND NOT EXISTS (
                     SELECT FROM mailing_mail later
                     WHERE later.customer_id = sent.customer_id AND later.advertising
                       AND later.sent_at > sent.sent_at
                       AND later.sent_at <= word.recorded_at
                 )
           )),
           coalesce(sum(earned.given), 0.00), coalesce(sum(sold.turnover), 0.00)
    FROM sent
    LEFT JOIN earned ON earned.reminder = sent.id
    LEFT JOIN sold ON sold.reminder = sent.id
    GROUP BY sent.day, sent.campaign_id
""").fill(kept=_KEPT)


def results(shop: Shop, campaigns: Sequence[Campaign], period: Period) -> ResultTable:
    """Queries: 1."""
    first, end = period.bounds(shop.zone)
    # In the order of the columns.
    names = ["sent", "used", "bounced", "left", "given", "turnover"]
    keys = [campaign.pk for campaign in campaigns]
    statement = _RESULTS.given(campaigns=keys, zone=shop.timezone, first=first, end=end)
    cells = {
        (day, pk): CampaignResult(**dict(zip(names, figures, strict=True)))
        for day, pk, *figures in fetch(statement)
    }
    return ResultTable(campaigns, cells)
