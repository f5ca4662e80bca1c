"""Gift cards: made, paid for, spent, given back, over. Each movement of money is written.

Whatever moves money of a card has locked its row before, several by primary key: so no card
is ever overdrawn, whoever pays at the same moment.
"""

from giftcards.actions.announcing import announce
from giftcards.actions.batches import (
    drop_prepared,
    make_one,
    make_prepared,
    prepare_cards,
    purge_prepared,
)
from giftcards.actions.buying import settle_bought
from giftcards.actions.ending import cancel, expire_cards
from giftcards.actions.holding import hold, let_go, purge_holds
from giftcards.actions.making import Gift, Making, make, open_cards
from giftcards.actions.owners import forget, keep
from giftcards.actions.paying import GRACE, Paid, settle
from giftcards.actions.refusals import (
    CardRefused,
    CardSpent,
    CodeOfAnother,
    NoTerms,
    UnknownCard,
)

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
