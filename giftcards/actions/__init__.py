"""Gift cards: made, paid for, spent, given back, over. Each movement of money is written.

Whatever moves money of a card has locked its row before, several by primary key: so no card
is ever overdrawn, whoever pays at the same moment.
"""

from giftcards.actions.account import add_to_account, on_erase
from giftcards.actions.announcing import announce
from giftcards.actions.batches import (
    drop_prepared,
    make_one,
    make_prepared,
    prepare_cards,
    purge_prepared,
)
from giftcards.actions.ending import cancel, expire_cards
from giftcards.actions.holding import hold, purge_holds, release
from giftcards.actions.making import CardDelivery, NewCard, make, open_cards
from giftcards.actions.paying import GRACE, CardResult, settle
from giftcards.actions.purchases import settle_bought
from giftcards.actions.refusals import (
    CardCodeTaken,
    CardRefused,
    CardSpent,
    NoCardTerms,
    UnknownCard,
)

__all__ = [
    "GRACE",
    "CardCodeTaken",
    "CardDelivery",
    "CardRefused",
    "CardResult",
    "CardSpent",
    "NewCard",
    "NoCardTerms",
    "UnknownCard",
    "add_to_account",
    "announce",
    "cancel",
    "drop_prepared",
    "expire_cards",
    "hold",
    "make",
    "make_one",
    "make_prepared",
    "on_erase",
    "open_cards",
    "prepare_cards",
    "purge_holds",
    "purge_prepared",
    "release",
    "settle",
    "settle_bought",
]
