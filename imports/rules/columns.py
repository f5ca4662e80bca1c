"""Which columns a file of each kind may have, under the headings of real exports."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.plain_letters import plain_letters


@dataclass(frozen=True, slots=True)
class FileColumn:
    """``heads``: headings of real exports, in plain letters. PrestaShop's own export and
    its SQL manager, WooCommerce, Shopify and loyalty modules are among them.
    """

    name: str
    heads: tuple[str, ...]
    required: bool = False


_CUSTOMER = (
    *("customer", "customer id", "id customer", "id client", "client id", "numero client"),
    *("user id", "customer user"),
)
_EMAIL = (
    *("email", "e-mail", "adresse e-mail", "adresse email", "adresse mail", "mail"),
    *("courriel", "billing email", "billing email address", "customer email", "user email"),
    "email facturation",
)

COLUMNS: Mapping[str, Sequence[FileColumn]] = {
    "customers": (
        FileColumn("email", _EMAIL, required=True),
        FileColumn("id", ("id", *_CUSTOMER)),
        FileColumn(
            "first_name", ("first name", "firstname", "prenom", "billing first name")
        ),
        FileColumn("last_name", ("last name", "lastname", "nom", "nom de famille")),
        FileColumn(
            "birthday", ("birthday", "birth date", "date de naissance", "naissance")
        ),
        FileColumn(
            "registered_at",
            (
                *("registered", "registered at", "inscription", "date d'inscription"),
                *("date add", "created at", "registered date", "user registered"),
            ),
        ),
        FileColumn("language", ("language", "langue", "locale", "lang")),
        FileColumn(
            "offers",
            (
                *("offers", "newsletter", "offres", "offres partenaires", "opt-in"),
                *("accepts email marketing", "accepts marketing", "consentement"),
            ),
        ),
    ),
    "orders": (
        FileColumn(
            "order",
            (
                *("order", "order id", "id order", "order number", "name", "commande"),
                *("numero de commande", "id commande", "reference", "id"),
            ),
            required=True,
        ),
        FileColumn(
            "placed_at",
            (
                *("placed at", "date", "date add", "order date", "created at"),
                *("date de commande", "paid at"),
            ),
            required=True,
        ),
        # One of the two: of each line, or of the whole order, which then counts once.
        FileColumn(
            "line_total",
            (
                *("line total", "lineitem total", "item total", "total ligne"),
                *("total price tax incl", "montant ligne"),
            ),
        ),
        FileColumn(
            "order_total",
            (
                *("order total", "total paid", "total paye", "total", "montant"),
                *("total ttc", "order total amount", "total paid tax incl"),
            ),
        ),
        FileColumn("email", _EMAIL),
        FileColumn("customer", _CUSTOMER),
        FileColumn(
            "state",
            (
                *("state", "status", "etat", "statut", "order status", "current state"),
                *("financial status", "etat de la commande"),
            ),
        ),
        FileColumn("currency", ("currency", "devise", "order currency", "iso devise")),
        FileColumn(
            "product",
            (
                *("product", "product id", "id product", "article", "produit", "sku"),
                *("lineitem sku", "item sku", "product reference", "id produit"),
            ),
        ),
        FileColumn(
            "quantity",
            ("quantity", "quantite", "qty", "lineitem quantity", "item quantity"),
        ),
    ),
    "products": (
        FileColumn(
            "id",
            ("id", "product", "product id", "id product", "id produit", "handle", "sku"),
            required=True,
        ),
        FileColumn("name", ("name", "nom", "title", "titre", "libelle"), required=True),
        FileColumn(
            "price",
            (
                *("price", "prix", "prix ttc", "regular price", "variant price"),
                *("price tax included", "tarif normal", "prix final"),
            ),
        ),
        FileColumn("cost", ("cost", "cost per item", "prix d'achat", "prix d'achat ht")),
        FileColumn("stock", ("stock", "quantity", "quantite", "variant inventory qty")),
        FileColumn("url", ("url", "link", "lien", "permalink")),
        FileColumn("image", ("image", "images", "image src", "image url")),
    ),
    "balances": (
        FileColumn(
            "points",
            (
                *("points", "solde", "balance", "points balance", "solde de points"),
                *("points disponibles", "nb points", "available points", "reward points"),
            ),
            required=True,
        ),
        FileColumn("email", _EMAIL),
        FileColumn("customer", ("id", *_CUSTOMER)),
        FileColumn(
            "expires_at",
            ("expires at", "expiration", "expiration date", "date d'expiration", "expire"),
        ),
    ),
}

# Of these at least one: who it is about.
WHO = ("customer", "email")
# And of these: how much.
TOTALS = ("line_total", "order_total")


def plain_head(head: str) -> str:
    """« Id_Customer » and « ID customer » are one heading."""
    spaced = re.sub(r"[\s_/.:()]+", " ", head)
    return plain_letters(spaced).strip()


def guess(kind: str, heads: Sequence[str]) -> dict[str, int]:
    """Which heading is which column, by place; each heading once, in our columns' order.

    The earlier of a column's headings is the better guess.
    """
    plain = [plain_head(head) for head in heads]
    found: dict[str, int] = {}
    for column in COLUMNS[kind]:
        free = [head for head in column.heads if head in plain]
        places = [plain.index(head) for head in free]
        rest = [place for place in places if place not in found.values()]
        if rest:
            found[column.name] = rest[0]
    return found


def missing(kind: str, columns: Mapping[str, int]) -> list[str]:
    """Names of the columns without which nothing can be read. ``customer`` stands for
    either of the two that say who it is about, ``order_total`` for either of the totals.
    """
    names = [column.name for column in COLUMNS[kind] if column.required]
    found = [name for name in names if name not in columns]
    if kind in {"orders", "balances"} and not any(name in columns for name in WHO):
        found.append("customer")
    if kind == "orders" and not any(name in columns for name in TOTALS):
        found.append("order_total")
    return found
