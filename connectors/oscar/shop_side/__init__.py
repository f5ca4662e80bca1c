"""What a django-oscar shop tells and takes, as JSON under a key. It runs there, not here.

In the shop's urls: ``path("fidelite/", include("connectors.oscar.shop_side.urls"))``, and
in its settings ``FIDELITE_KEY``, 50 random characters.
"""
