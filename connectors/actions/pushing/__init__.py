"""What the programme gives, written into the shop: vouchers as codes, tiers as groups.

What is to be done is the difference between our books and what the shop was last told, as
rows; a call can be made twice. So an answer that is lost costs nothing.
"""
