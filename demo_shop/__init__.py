"""A small shop beside the programme: its catalogue, its carts and its orders.

It takes the place of PrestaShop or WooCommerce and keeps its own rows. It sends its facts
to the programme, and asks it for points, vouchers and prices, through the HTTP API
(`api_client.py`): the same calls that docs/connect-a-shop.md explains.
"""
