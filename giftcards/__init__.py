"""Gift cards: money paid before, spent by whoever has the code, with books of their own.

A card is a means of payment and no discount: it pays what the arithmetic of ``vouchers``
has priced. Every movement of money is written once and leaves a balance.
"""
