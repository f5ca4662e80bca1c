"""Gift cards: made, paid for, spent, given back, over. Each movement of money is written.

Whatever moves money of a card has locked its row before, several by primary key: so no card
is ever overdrawn, whoever pays at the same moment.
"""

from giftcards.actions.account import add_to_account, on_erase
from giftcards.actions.announcing import announce
from giftcards.actions.batches import make_one, purge_prepared
from giftcards.actions.ending import expire_cards
from giftcards.actions.holding import hold, purge_holds, release
from giftcards.actions.making import open_cards
from giftcards.actions.paying import CardResult, settle
from giftcards.actions.purchases import settle_bought
from giftcards.actions.refusals import UnknownCard

__all__ = [
    "CardResult",
    "UnknownCard",
    "add_to_account",
    "announce",
    "expire_cards",
    "hold",
    "make_one",
    "on_erase",
    "open_cards",
    "purge_holds",
    "purge_prepared",
    "release",
    "settle",
    "settle_bought",
]
