from django.urls import path
from django.views.i18n import set_language

from portal.views import (
    access,
    account,
    cards,
    entrances,
    levels,
    login,
    preferences,
    privacy,
    public,
    shared,
    statement,
    wishes,
)

app_name = "portal"

urlpatterns = [
    path("", access.start, name="start"),
    path("langue/", set_language, name="language"),
    path("<slug:shop>/", access.shop_start, name="shop"),
    path("<slug:shop>/conditions/", public.conditions, name="conditions"),
    path(
        "<slug:shop>/conditions/<int:number>/", public.conditions, name="conditions-version"
    ),
    path("<slug:shop>/couleurs.css", public.look, name="look"),
    path("<slug:shop>/accessibilite/", public.accessibility, name="accessibility"),
    path("<slug:shop>/connexion/", login.login, name="login"),
    path("<slug:shop>/connexion/code/", login.code, name="code"),
    path("<slug:shop>/connexion/mot-de-passe/", entrances.password, name="password"),
    path("<slug:shop>/entree/<str:token>/", entrances.link, name="link"),
    path("<slug:shop>/compte/mot-de-passe/", entrances.new_password, name="new-password"),
    path("<slug:shop>/deconnexion/", login.logout, name="logout"),
    path("<slug:shop>/compte/", account.account, name="account"),
    path("<slug:shop>/compte/points/", account.points_page, name="points"),
    path(
        "<slug:shop>/compte/points/releve.csv",
        statement.statement,
        name="statement",
    ),
    path("<slug:shop>/compte/points/commande/<path:order>/", account.why, name="why"),
    path("<slug:shop>/compte/preferences/", preferences.preferences, name="preferences"),
    path("<slug:shop>/compte/preferences/arret/", preferences.stop, name="stop-mails"),
    path("<slug:shop>/compte/preferences/offres/", preferences.answer, name="offers"),
    path("<slug:shop>/compte/donnees/", privacy.data, name="data"),
    path("<slug:shop>/compte/donnees/donnees.json", privacy.as_json, name="data-json"),
    path("<slug:shop>/compte/donnees/donnees.zip", privacy.as_csv, name="data-csv"),
    path("<slug:shop>/compte/donnees/effacer/", privacy.erase, name="erase"),
    path("<slug:shop>/compte/donnees/garder/", privacy.keep, name="keep"),
    path("<slug:shop>/compte/envies/", wishes.page, name="wishes"),
    path("<slug:shop>/compte/envies/liste/", wishes.open_list, name="list-open"),
    path("<slug:shop>/compte/envies/liste/<int:pk>/", wishes.page, name="list"),
    path("<slug:shop>/compte/envies/liste/<int:pk>/nom/", wishes.rename, name="list-name"),
    path(
        "<slug:shop>/compte/envies/liste/<int:pk>/supprimer/",
        wishes.remove,
        name="list-remove",
    ),
    path(
        "<slug:shop>/compte/envies/liste/<int:pk>/retablir/",
        wishes.bring_back,
        name="list-back",
    ),
    path(
        "<slug:shop>/compte/envies/liste/<int:pk>/partager/",
        wishes.share,
        name="list-share",
    ),
    path(
        "<slug:shop>/compte/envies/liste/<int:pk>/ne-plus-partager/",
        wishes.stop_sharing,
        name="list-unshare",
    ),
    path("<slug:shop>/compte/envies/<int:pk>/modifier/", wishes.change, name="wish-change"),
    path("<slug:shop>/compte/envies/<int:pk>/retirer/", wishes.take_off, name="wish-off"),
    path("<slug:shop>/compte/envies/<int:pk>/remettre/", wishes.put_back, name="wish-back"),
    path("<slug:shop>/envies/<str:key>/", shared.page, name="shared"),
    path("<slug:shop>/envies/<str:key>/<int:pk>/offrir/", shared.give, name="give"),
    path(
        "<slug:shop>/envies/<str:key>/<int:pk>/ne-plus-offrir/",
        shared.not_give,
        name="not-give",
    ),
    path("<slug:shop>/carte-cadeau/", cards.balance, name="card-balance"),
    path("<slug:shop>/carte-cadeau/<str:token>/", cards.printed, name="card-print"),
    path("<slug:shop>/compte/cartes-cadeaux/", cards.page, name="cards"),
    path("<slug:shop>/compte/cartes-cadeaux/<str:code>/", cards.card, name="card"),
    path("<slug:shop>/compte/niveau/", levels.level, name="level"),
    path("<slug:shop>/compte/bons/", account.voucher_list, name="vouchers"),
    path("<slug:shop>/compte/bons/<slug:code>/", account.voucher, name="voucher"),
]
