"""Mounted under the address of each shop."""

from django.urls import path

from demo_shop.views import cart, catalogue, checkout, favourites

app_name = "demo_shop"

urlpatterns = [
    path("", catalogue.home, name="home"),
    path("rayon/<slug:slug>/", catalogue.category, name="category"),
    path("article/<slug:slug>/", catalogue.product, name="product"),
    path("images/<slug:slug>.svg", catalogue.picture, name="picture"),
    path("envies/", favourites.favourites, name="favourites"),
    path("envies/<slug:slug>/", favourites.set_favourite, name="favourite"),
    path("panier/", cart.cart, name="cart"),
    path("panier/ajouter/", cart.add_from_link, name="add_from_link"),
    path("panier/ajouter/<slug:slug>/", cart.add_product, name="add_product"),
    path("panier/quantite/<slug:slug>/", cart.set_quantity, name="set_quantity"),
    path("panier/code/", cart.add_code, name="add_code"),
    path("panier/code/retirer/", cart.drop_code, name="drop_code"),
    path("panier/points/", cart.convert, name="convert"),
    path("panier/commander/", checkout.begin_checkout, name="begin_checkout"),
    path("commande/", checkout.checkout, name="checkout"),
    path("commande/<uuid:key>/", checkout.order, name="order"),
    path("commande/<uuid:key>/retractation/", checkout.withdraw, name="withdraw"),
    path("commandes/", checkout.orders, name="orders"),
    path("compte/", checkout.open_account, name="open_account"),
]
