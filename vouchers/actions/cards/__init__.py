"""Gift cards: made, paid for, spent, given back, over. Each movement of money is written.

Whatever moves money of a card has locked its row before, several by primary key: so no card
is ever overdrawn, whoever pays at the same moment.
"""

from vouchers.actions.cards.buying import settle_bought
from vouchers.actions.cards.ending import cancel, expire_cards
from vouchers.actions.cards.holding import hold, let_go, purge_holds
from vouchers.actions.cards.making import Gift, Making, make, open_cards
from vouchers.actions.cards.owners import forget, keep
from vouchers.actions.cards.paying import GRACE, Paid, settle
from vouchers.actions.cards.refusals import (
    CardRefused,
    CardSpent,
    CodeOfAnother,
    UnknownCard,
)

__all__ = [
    "GRACE",
    "CardRefused",
    "CardSpent",
    "CodeOfAnother",
    "Gift",
    "Making",
    "Paid",
    "UnknownCard",
    "cancel",
    "expire_cards",
    "forget",
    "hold",
    "keep",
    "let_go",
    "make",
    "open_cards",
    "purge_holds",
    "settle",
    "settle_bought",
]
