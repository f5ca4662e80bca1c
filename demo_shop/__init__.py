"""A small shop beside the programme: what it sells, its carts and its orders.

It stands where PrestaShop or WooCommerce would, and keeps its own rows as they do. What the
programme should know it says through the HTTP API, and what it shows of points and vouchers
it asks there (`programme.py`): the same calls that docs/connect-a-shop.md explains.
"""
