"""Gift cards: made, paid for, spent, given back, over. Each movement of money is written.

Whatever moves money of a card has locked its row before, several by primary key: so no card
is ever overdrawn, whoever pays at the same moment.
"""

from giftcards.actions.account import add_to_account
from giftcards.actions.announcing import announce
from giftcards.actions.batches import make_one
from giftcards.actions.ending import expire_cards
from giftcards.actions.holding import hold, purge_holds, release
from giftcards.actions.paying import settle
from giftcards.actions.purchases import settle_bought
from giftcards.actions.refusals import UnknownCard

__all__ = [
    "UnknownCard",
    "add_to_account",
    "announce",
    "expire_cards",
    "hold",
    "make_one",
    "purge_holds",
    "release",
    "settle",
    "settle_bought",
]
