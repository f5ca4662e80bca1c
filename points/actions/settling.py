"""Post the difference between what an order should have given and what it has given.

There is no other way for an order to move points: paid, cancelled, refunded, edited,
replayed and late orders all come through ``settle``, which is idempotent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from earning.models import RuleVersion
from earning.queries.entitlement import entitlement
from earning.rules import lifetime
from earning.rules.frozen_terms import FrozenTerms
from points.actions.crediting import claw_back, credit
from points.actions.ledger import Posting
from points.actions.locking import LockedAccount, lock_accounts, redate
from points.actions.points_settlement import PointsSettlement
from points.models import Lot, Movement
from points.queries.order_lots import frozen_terms_for
from shop.models import Customer, Order
from shop.models.order_case import OrderCase


@dataclass(frozen=True, slots=True)
class _Due:
    """What an order should have given: ``points`` to ``owner``, None where nobody earns."""

    order: Order
    version: RuleVersion
    owner: Customer | None
    frozen: FrozenTerms
    points: int
    author: str

    def of(self, lot: Lot) -> int:
        """What this lot should hold net: nothing where it is a former owner's."""
        return self.points if self.is_own(lot) else 0

    def is_own(self, lot: Lot) -> bool:
        return self.owner is not None and lot.owner_key == self.order.owner_key

    def is_misdated(self, lot: Lot) -> bool:
        """A statement that came late may be the first that made the order count; and the
        one that made it count may have been withdrawn.
        """
        earned_at = self.order.earned_at
        if not self.is_own(lot) or earned_at is None:
            return False
        life = self.version.lifetime
        return lot.activates_at != lifetime.activates_at(earned_at, life)


def settle(case: OrderCase, version: RuleVersion) -> PointsSettlement:
    """Bring the lots of an order to what it should have given.

    Whoever held its points before is settled too; of a new order nobody did.
    Requires: ``version`` is of the order's instant.
    """
    order = case.order
    # 1. What should this order have given, and to whom?
    ever = [] if case.new else _lots_of(order)
    lots = [lot for lot in ever if not lot.account.customer.erased_at]
    due = _due(case, version, lots)
    # 2. Which lots hold something else? The net of a lot changes only here, under the
    # order's lock: the accounts need not be locked to see that there is nothing to do.
    own = next((lot for lot in lots if due.is_own(lot)), None)
    others = [lot for lot in lots if lot is not own and lot.net]
    settled = due.points == (own.net if own else 0)
    if not others and settled and not (own and due.is_misdated(own)):
        return PointsSettlement(0, own)
    # 3. Lock the accounts of all who gain or lose, then read the lots again: they may
    # have been spent from meanwhile.
    holders = {lot.account.customer for lot in others}
    holders |= {due.owner} if due.owner else set()
    accounts = lock_accounts(holders, case.now)
    ever = _lots_of(order) if ever else []
    # 4. Post the differences, a movement for each lot.
    return _post(due, ever, accounts)


def _due(case: OrderCase, version: RuleVersion, lots: Sequence[Lot]) -> _Due:
    order = case.order
    owner = order.customer if order.customer and order.customer.may_earn else None
    own = next(
        (lot for lot in lots if owner and lot.owner_key == order.owner_key),
        None,
    )
    frozen = own.frozen if own else frozen_terms_for(owner, version)
    points = 0
    if owner:
        points = entitlement(order, case.money, version, frozen)
    return _Due(order, version, owner, frozen, points, case.author)


def _post(
    due: _Due, ever: Sequence[Lot], accounts: dict[int, LockedAccount]
) -> PointsSettlement:
    # Settlements are numbered over all lots of the order, those of the erased included:
    # the number is part of the movement's source, which is unique.
    run = sum(lot.settlements for lot in ever)
    lots = [
        accounts[lot.account_id].track(lot) for lot in ever if lot.account_id in accounts
    ]
    if due.owner and not any(due.is_own(lot) for lot in lots):
        lots.append(_new_lot(accounts[due.owner.pk], due))
        if due.frozen.first_order and due.points:
            # A former first order that gives nothing any more makes room for this one.
            former = Lot.objects.filter(account=due.owner.pk, first_order=True)
            former.update(first_order=False)
    change, own = 0, None
    for lot in lots:
        own = lot if due.is_own(lot) else own
        missing = due.of(lot) - lot.net
        redated = due.is_misdated(lot)
        if redated:
            redate(lot, accounts[lot.account_id].now)
            _set_dates(lot, due)
            lot.save(update_fields=["activates_at", "expires_at"])
        if missing or redated:
            run += 1
            _settle_lot(accounts[lot.account_id], lot, due, missing, run)
            change += missing
    return PointsSettlement(change, own)


def _settle_lot(
    account: LockedAccount, lot: Lot, due: _Due, missing: int, run: int
) -> None:
    order = due.order
    # The first settlement is of the day the order first counted: history has its dates.
    happened_at = order.earned_at if run == 1 else order.updated_at
    assert happened_at is not None, "nothing is posted for a placeholder"
    posting = Posting(
        account=account,
        kind=Movement.Kind.SETTLE,
        source=f"order:{order.external_id}:settle:{run}",
        author=due.author,
        happened_at=min(happened_at, account.now),
        order=order,
        lot=lot,
        rules=due.version,
    )
    if missing > 0:
        credit(posting, lot, missing)
    else:
        claw_back(posting, lot, -missing)
    # After clawing back: that may write expiries first, and reads the lot again.
    lot.settlements += 1
    lot.rules = due.version
    posting.touch(lot)
    posting.repay()
    posting.write()
    if lot.is_dead(account.now):
        account.expire_due()


def _new_lot(account: LockedAccount, due: _Due) -> Lot:
    order, owner = due.order, due.order.original_owner_id
    lot = Lot(
        shop_id=order.shop_id,
        account=account.row,
        original_owner_id=owner if owner != account.row.pk else None,
        cause=Lot.Cause.ORDER,
        order=order,
        rules=due.version,
        multiplier=due.frozen.multiplier,
        first_order=due.frozen.first_order,
    )
    _set_dates(lot, due)
    return account.track(lot)


def _set_dates(lot: Lot, due: _Due) -> None:
    earned_at, life = due.order.earned_at, due.version.lifetime
    assert earned_at is not None, "only an order that counts gives"
    lot.activates_at = lifetime.activates_at(earned_at, life)
    lot.expires_at = lifetime.expires_at(lot.activates_at, life)


def _lots_of(order: Order) -> list[Lot]:
    """All that have held points of this order, those of erased customers included."""
    return list(
        Lot.objects.filter(order=order)
        .select_related("account__customer", "rules__shop")
        .order_by("pk")
    )
