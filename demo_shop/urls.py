"""Mounted under the address of each shop."""

from django.urls import path

from demo_shop.views import cart, catalogue, checkout, hearts

app_name = "demo_shop"

urlpatterns = [
    path("", catalogue.home, name="home"),
    path("rayon/<slug:slug>/", catalogue.shelf, name="shelf"),
    path("article/<slug:slug>/", catalogue.product, name="product"),
    path("images/<slug:slug>.svg", catalogue.picture, name="picture"),
    path("envies/", hearts.wishes, name="wishes"),
    path("envies/<slug:slug>/", hearts.heart, name="heart"),
    path("panier/", cart.cart, name="cart"),
    path("panier/ajouter/", cart.bring, name="bring"),
    path("panier/ajouter/<slug:slug>/", cart.put_in, name="put_in"),
    path("panier/quantite/<slug:slug>/", cart.set_quantity, name="set_quantity"),
    path("panier/code/", cart.add_code, name="add_code"),
    path("panier/code/retirer/", cart.drop_code, name="drop_code"),
    path("panier/points/", cart.convert, name="convert"),
    path("panier/commander/", checkout.begin, name="begin"),
    path("commande/", checkout.checkout, name="checkout"),
    path("commande/<uuid:key>/", checkout.order, name="order"),
    path("commande/<uuid:key>/retractation/", checkout.withdraw, name="withdraw"),
    path("commandes/", checkout.orders, name="orders"),
    path("compte/", checkout.open_account, name="open_account"),
]
