"""The programme on a sheet of paper: lots and vouchers in plain Python, written from the
specification and from nothing else, for the real books to be held against.

A point per euro, perhaps doubled until a day; perhaps a bonus per piece and a ceiling.
Whatever happens, the clock is brought up to date first.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
GIVING = {"paid", "processing", "shipped", "delivered"}
CANCELLING = {"cancelled", "refunded", "payment_error"}


@dataclass(frozen=True)
class Said:
    """What the shop said of an order of one product, and when. Euros are whole."""

    order: str
    at: datetime
    state: str
    owner: str | None
    placed_at: datetime
    paid_at: datetime | None
    quantity: int = 1
    price: int = 40
    pieces_back: int = 0
    euros_back: int = 0
    euros_back_on_order: int = 0
    vouchers: tuple[str, ...] = ()

    @property
    def kept(self) -> int:
        on_line = self.euros_back or self.pieces_back * self.price
        return self.quantity * self.price - on_line - self.euros_back_on_order

    def bonus(self, per_piece: int) -> int:
        """For pieces that stayed; where only money came back, for its share of them."""
        if not self.kept:
            return 0
        if self.pieces_back:
            return per_piece * (self.quantity - self.pieces_back)
        paid = self.quantity * self.price
        return per_piece * self.quantity * (paid - self.euros_back) // paid


@dataclass(eq=False)
class Lot:
    """``owner`` holds it; ``original_owner`` is under whose id the order was placed."""

    owner: str
    original_owner: str
    order: str | None
    starts: datetime
    ends: datetime
    net: int = 0
    held: int = 0
    dead: int = 0
    expired_counted: int = 0
    written_off: int = 0
    taken: int = 0
    stood_in: dict["Lot", int] = field(default_factory=dict)


@dataclass(eq=False)
class ExpectedVoucher:
    code: str
    owner: str
    original_owner: str
    parts: list[tuple[Lot, int]]
    starts: datetime
    ends: datetime
    order: str | None = None
    cancelled: bool = False


def close_of(moment: datetime, days: int) -> datetime:
    """The midnight that closes the day so many days on, in the shop's own time."""
    day = moment.astimezone(PARIS).date() + timedelta(days=days + 1)
    return datetime(day.year, day.month, day.day, tzinfo=PARIS)


@dataclass
class Sheet:
    pending_days: int
    validity: int
    voucher_days: int
    debt_limit: int | None
    now: datetime
    bonus: int = 0
    double_before: datetime | None = None
    ceiling: int | None = None
    lots: list[Lot] = field(default_factory=list)
    vouchers: list[ExpectedVoucher] = field(default_factory=list)
    debts: dict[str, int] = field(default_factory=dict)
    # What made each one's debts, and of whose orders, the latest last.
    made: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    guests: set[str] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    # What lots paid of a debt when their owner was merged, and whose debt it was.
    paid: dict[str, tuple[list[tuple[Lot, int]], bool]] = field(default_factory=dict)
    heard: dict[str, list[Said]] = field(default_factory=dict)

    def live(
        self, owner: str, *, available: bool = True, pending: bool = True
    ) -> list[Lot]:
        """The available ones, the soonest to end first; then the pending ones."""
        alive = [each for each in self.lots if each.owner == owner and each.ends > self.now]
        ready = sorted((x for x in alive if x.starts <= self.now), key=lambda x: x.ends)
        waiting = sorted(
            (x for x in alive if x.starts > self.now), key=lambda x: (x.starts, x.ends)
        )
        return ready * available + waiting * pending

    def points_of(self, owner: str) -> tuple[int, int, int]:
        return (
            sum(lot.held for lot in self.live(owner, pending=False)),
            sum(lot.held for lot in self.live(owner, available=False)),
            self.debts.get(owner, 0),
        )

    def hear(self, said: Said) -> None:
        self.heard.setdefault(said.order, [])
        if said not in self.heard[said.order]:
            self.heard[said.order].append(said)
        self.settle(said.order)

    def kept(self, name: str | None) -> str | None:
        while name in self.merged:
            name = self.merged[name]
        return name

    def merged_ids(self, name: str) -> set[str]:
        below = [each for each, into in self.merged.items() if into == name]
        return {name}.union(*(self.merged_ids(each) for each in below))

    def turn(self, owner: str, *, guest: bool) -> None:
        (self.guests.add if guest else self.guests.discard)(owner)
        for order in self.heard:
            if self.kept(self.last(order).owner) == owner:
                self.settle(order)

    def settle_of(self, names: set[str]) -> None:
        for order in self.heard:
            if self.last(order).owner in names:
                self.settle(order)

    def merge(self, kept: str, absorbed: str) -> None:
        self.expire()
        self.merged[absorbed] = kept
        held: list[Lot | ExpectedVoucher] = [*self.lots, *self.vouchers]
        for each in held:
            each.owner = kept if each.owner == absorbed else each.owner
        debt = self.debts.pop(absorbed, 0)
        self.debts[kept] = self.debts.get(kept, 0) + debt
        paid = self.repay(kept)
        self.owes(kept, absorbed, debt - sum(part for _, part in paid))
        self.paid[absorbed] = (paid, debt > 0)
        self.made.pop(absorbed, None)
        if absorbed in self.guests:
            self.settle_of(self.merged_ids(absorbed))

    def unmerge(self, name: str) -> None:
        self.expire()
        kept = self.kept(name) or ""
        merged_ids = self.merged_ids(name)
        own = self.share(kept, merged_ids)
        del self.merged[name]
        paid, own_order = self.paid.pop(name)
        paid = [(lot, part) for lot, part in paid if lot.owner == kept]
        back = sum(part for _, part in paid)
        for lot, part in paid:
            lot.held += part
        self.debts[kept] = self.debts.get(kept, 0) - own + (0 if own_order else back)
        self.debts[name] = own + (back if own_order else 0)
        held: list[Lot | ExpectedVoucher] = [*self.lots, *self.vouchers]
        for each in held:
            if each.owner == kept and each.original_owner in merged_ids:
                each.owner = name
        again = sum(part for _, part in self.repay(kept))
        self.owes(kept, kept, (0 if own_order else back) - own - again)
        self.owes(name, name, self.debts[name] - sum(x for _, x in self.repay(name)))
        self.expire()
        if {name, kept} & self.guests:
            self.settle_of(merged_ids)

    def owes(self, owner: str, original_owner: str, points: int) -> None:
        if points > 0:
            self.made.setdefault(owner, []).append((original_owner, points))

    def share(self, owner: str, merged_ids: set[str]) -> int:
        """The latest debts explain what is owed."""
        owed, share = self.debts.get(owner, 0), 0
        for original_owner, points in reversed(self.made.get(owner, [])):
            part = min(owed, points)
            owed -= part
            share += part if original_owner in merged_ids else 0
        return share

    def last(self, order: str) -> Said:
        return max(self.heard[order], key=lambda said: said.at)

    def settle(self, order: str) -> None:
        self.expire()
        said = self.last(order)
        original_owner, owner = said.owner, self.kept(said.owner)
        self.use(said)
        lots = [lot for lot in self.lots if lot.order == order]
        target = self.entitlement(order)
        if (
            target
            and owner
            and original_owner
            and not any(lot.original_owner == original_owner for lot in lots)
        ):
            lots.append(Lot(owner, original_owner, order, self.now, self.now))
            self.lots.append(lots[-1])
        for lot in lots:
            if lot.original_owner == original_owner and owner not in self.guests:
                self.date(lot)
            due = (target if lot.original_owner == original_owner else 0) - lot.net
            lot.net += due
            self.give(lot, due) if due > 0 else self.take(lot, -due)
            self.repay(lot.owner)
        self.expire()

    def entitlement(self, order: str) -> int:
        said = self.last(order)
        decisive = [x for x in self.heard[order] if x.state in GIVING | CANCELLING]
        if said.owner is None or self.kept(said.owner) in self.guests or not decisive:
            return 0
        if max(decisive, key=lambda x: x.at).state in CANCELLING:
            return 0
        doubled = self.double_before is not None and said.placed_at < self.double_before
        points = said.kept * (1 + doubled) + said.bonus(self.bonus)
        return points if self.ceiling is None else min(points, self.ceiling)

    def date(self, lot: Lot) -> None:
        """From the instant that it was paid; where nobody says when, the first statement
        that gives does.
        """
        giving = [said for said in self.heard[lot.order or ""] if said.state in GIVING]
        first = min(giving, key=lambda said: said.at)
        paid_at = first.paid_at
        if paid_at in {None, first.placed_at}:
            last = self.last(lot.order or "")
            paid_at = last.paid_at or max(first.placed_at, first.at)
        assert paid_at is not None
        lot.starts = paid_at + timedelta(days=self.pending_days)
        lot.ends = close_of(lot.starts, self.validity)

    def give(self, lot: Lot, points: int) -> None:
        back = min(points, lot.taken)
        lot.taken -= back
        points -= back
        for other in reversed([x for x in lot.stood_in if x.owner == lot.owner]):
            part = min(back, lot.stood_in[other])
            other.held += part
            back -= part
            lot.stood_in[other] -= part
            if part:
                lot.stood_in[other] = lot.stood_in.pop(other)
        lot.held += back
        written_off = min(points, lot.written_off)
        lot.written_off -= written_off
        expired_counted = min(points - written_off, lot.expired_counted)
        lot.expired_counted -= expired_counted
        lot.held += points - written_off - expired_counted

    def take(self, lot: Lot, points: int) -> None:
        for voucher in reversed(self.vouchers):
            short = points > lot.dead - lot.expired_counted + lot.held
            unused = voucher.order is None and not voucher.cancelled
            own = all(part[0].owner == voucher.owner == lot.owner for part in voucher.parts)
            if short and unused and own and any(part[0] is lot for part in voucher.parts):
                self.cancel(voucher)
        expired_counted = min(points, lot.dead - lot.expired_counted)
        lot.expired_counted += expired_counted
        points -= expired_counted
        for holder in [lot, *(x for x in self.live(lot.owner) if x is not lot)]:
            part = min(points, holder.held)
            holder.held -= part
            points -= part
            lot.taken += part
            if part and holder is not lot:
                lot.stood_in[holder] = lot.stood_in.pop(holder, 0) + part
        debt = self.debts.get(lot.owner, 0)
        room = points if self.debt_limit is None else max(0, self.debt_limit - debt)
        owed = min(points, room)
        self.debts[lot.owner] = debt + owed
        self.owes(lot.owner, lot.original_owner, owed)
        lot.taken += owed
        lot.written_off += points - owed

    def repay(self, owner: str) -> list[tuple[Lot, int]]:
        paid = []
        for lot in self.live(owner):
            part = min(lot.held, self.debts.get(owner, 0))
            lot.held -= part
            self.debts[owner] = self.debts.get(owner, 0) - part
            paid += [(lot, part)] * (part > 0)
        return paid

    def expire(self) -> None:
        for lot in self.lots:
            if lot.ends <= self.now:
                lot.dead += lot.held
                lot.held = 0

    def use(self, said: Said) -> None:
        named = () if said.state in CANCELLING else said.vouchers
        for voucher in self.vouchers:
            if voucher.order == said.order and voucher.code not in named:
                voucher.order = None
            fits = voucher.starts <= said.placed_at < voucher.ends and not voucher.cancelled
            own = voucher.owner == self.kept(said.owner)
            if voucher.code in named and own and fits and not voucher.order:
                voucher.order = said.order

    def spend(self, owner: str, points: int) -> Iterator[tuple[Lot, int]]:
        self.expire()
        for lot in self.live(owner, pending=False):
            part = min(points, lot.held)
            lot.held -= part
            points -= part
            if part:
                yield lot, part

    def convert(self, owner: str, points: int, code: str) -> None:
        parts = list(self.spend(owner, points))
        ends = close_of(self.now, self.voucher_days)
        self.vouchers.append(ExpectedVoucher(code, owner, owner, parts, self.now, ends))

    def cancel(self, voucher: ExpectedVoucher) -> None:
        voucher.cancelled = True
        for lot, part in voucher.parts:
            lot.held += part
        for owner in {lot.owner for lot, _ in voucher.parts}:
            self.repay(owner)
        self.expire()

    def adjust(self, owner: str, points: int) -> None:
        if points < 0:
            list(self.spend(owner, -points))
            return
        ends = close_of(self.now, self.validity)
        self.lots.append(Lot(owner, owner, None, self.now, ends, held=points))
        self.repay(owner)
