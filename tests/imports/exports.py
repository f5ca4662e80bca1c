"""Small files in the shape of real exports, as bytes."""

# PrestaShop 8, Clients › Exporter: semicolons, Windows-1252, dates that never were.
PRESTASHOP_CUSTOMERS = (
    "ID;Titre de civilité;Prénom;Nom;Adresse e-mail;Ventes;Activé;Newsletter;"
    "Offres partenaires;Inscription;Dernière visite\r\n"
    "12;Mme;Hélène;Lefèvre;helene@example.com;120,50 €;1;1;0;2024-03-05 10:00:00;\r\n"
    '13;M.;Zoé;"O\'Brien; fils";zoe@example.com;;1;0;0;05/04/2025 09:30:00;\r\n'
    ";M.;Nobody;Here;not an address;;1;0;0;2025-04-05 09:30:00;\r\n"
).encode("cp1252")

# PrestaShop's SQL manager: one row per order, the state by its French name.
PRESTASHOP_ORDERS = (
    "sep=;\r\n"
    "id_order;reference;id_customer;email;total_paid;État;date_add\r\n"
    "101;XKBKNABJK;12;helene@example.com;60.000000;Paiement accepté;2026-04-20 10:00:00\r\n"
    "102;OHSATSERP;13;zoe@example.com;40,00;Livré;21/04/2026 11:00:00\r\n"
    "103;UOYEVOLI;13;zoe@example.com;99,00;Annulé;22/04/2026 11:00:00\r\n"
    "104;FFATNOMMJ;14;new@example.com;25,00;Chez le dentiste;23/04/2026 11:00:00\r\n"
    "105;1E+11;14;new@example.com;1.000;Livré;23/04/2026 11:00:00\r\n"
).encode("cp1252")

# Shopify: the order's facts stand on its first row only; times have an offset.
SHOPIFY_ORDERS = (
    b"Name,Email,Financial Status,Currency,Total,Created at,Lineitem quantity,"
    b"Lineitem name\n"
    b"#1001,helene@example.com,paid,EUR,55.00,2026-04-20 10:00:00 +0200,2,Lampe\n"
    b"#1001,,,,,,1,Abat-jour\n"
    b"#1002,zoe@example.com,refunded,EUR,20.00,2026-04-21 10:00:00 +0200,1,Lampe\n"
)

# WooCommerce, a row for each line: the total of the order stands on all of them.
WOO_ORDERS = (
    "Order Number,Order Status,Order Date,Billing Email,Order Total,SKU,Quantity\n"
    "31,Completed,2026-04-20 10:00:00,helene@example.com,70.00,LAMP,1\n"
    "31,Completed,2026-04-20 10:00:00,helene@example.com,70.00,SHADE,2\n"
    "32,On hold,2026-04-21 10:00:00,zoe@example.com,15.00,LAMP,1\n"
).encode("utf-16")

PRODUCTS = (
    "Product ID\tName\tPrice tax included\tPrix d'achat\tQuantity\n"
    "7\tLampe « Aube »\t49,90\t21,00\t12\n"
    "8\t\t10,00\t4,00\t3\n"
).encode("utf-8-sig")

# All-in-one Rewards, Smile and a spreadsheet of somebody's own.
BALANCES = {
    "allinone": b"id_customer;email;points\n12;helene@example.com;40\n13;z@example.com;0\n",
    "smile": b"Email,Points Balance\nhelene@example.com,40\nunknown@example.com,5\n",
    "own": "Courriel;Solde;Expiration\nHELENE@example.com;40,00;31/12/2027\n".encode(
        "cp1252"
    ),
}
