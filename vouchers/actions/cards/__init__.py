"""Gift cards: made, paid for, spent, given back, over. Each movement of money is written.

Whatever moves money of a card has locked its row before, several by primary key: so no card
is ever overdrawn, whoever pays at the same moment.
"""

from vouchers.actions.cards.batches import (
    drop_prepared,
    make_one,
    make_prepared,
    prepare_cards,
    purge_prepared,
)
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
    NoTerms,
    UnknownCard,
)
from vouchers.actions.cards.telling import announce

__all__ = [
    "GRACE",
    "CardRefused",
    "CardSpent",
    "CodeOfAnother",
    "Gift",
    "Making",
    "NoTerms",
    "Paid",
    "UnknownCard",
    "announce",
    "cancel",
    "drop_prepared",
    "expire_cards",
    "forget",
    "hold",
    "keep",
    "let_go",
    "make",
    "make_one",
    "make_prepared",
    "open_cards",
    "prepare_cards",
    "purge_holds",
    "purge_prepared",
    "settle",
    "settle_bought",
]
