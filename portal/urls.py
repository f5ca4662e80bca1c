from django.urls import path
from django.views.i18n import set_language

from portal.views import (
    access,
    account,
    entrances,
    login,
    preferences,
    privacy,
    public,
    statement,
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
    path("<slug:shop>/compte/bons/", account.voucher_list, name="vouchers"),
    path("<slug:shop>/compte/bons/<slug:code>/", account.voucher, name="voucher"),
]
