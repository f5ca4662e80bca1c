"""What the demo shop sells and to whom. Invented, but it could be in Lyon."""

from dataclasses import dataclass
from decimal import Decimal

CATEGORIES = [
    ("1", "Maison", None),
    ("2", "Art de la table", "1"),
    ("3", "Bougies et senteurs", "1"),
    ("4", "Épicerie fine", None),
    ("5", "Thés et infusions", "4"),
    ("6", "Papeterie", None),
]


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    name: str
    price: Decimal
    category: str


ITEMS = [
    Item("101", "Bol en grès émaillé", Decimal("18.00"), "2"),
    Item("102", "Assiette plate « Ardoise »", Decimal("22.50"), "2"),
    Item("103", "Carafe soufflée bouche", Decimal("46.00"), "2"),
    Item("104", "Torchon en lin lavé", Decimal("14.90"), "2"),
    Item("105", "Planche à découper en hêtre", Decimal("39.00"), "2"),
    Item("106", "Bougie figuier", Decimal("24.00"), "3"),
    Item("107", "Bougie fleur d’oranger", Decimal("24.00"), "3"),
    Item("108", "Diffuseur cèdre et vétiver", Decimal("34.50"), "3"),
    Item("109", "Miel de châtaignier", Decimal("9.80"), "4"),
    Item("110", "Confiture d’abricot Bergeron", Decimal("6.90"), "4"),
    Item("111", "Huile d’olive de Nyons", Decimal("21.00"), "4"),
    Item("112", "Coffret du petit déjeuner", Decimal("54.00"), "4"),
    Item("113", "Thé noir Earl Grey bio", Decimal("12.50"), "5"),
    Item("114", "Infusion verveine et menthe", Decimal("8.90"), "5"),
    Item("115", "Théière en fonte", Decimal("69.00"), "5"),
    Item("116", "Carnet relié toile", Decimal("16.00"), "6"),
    Item("117", "Stylo plume laiton", Decimal("58.00"), "6"),
    Item("118", "Papier à lettres vergé", Decimal("11.50"), "6"),
]


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    first_name: str
    last_name: str
    email: str


NEW = Person("1001", "Chloé", "Bernard", "chloe.bernard@example.com")
REGULAR = Person("1002", "Julien", "Moreau", "julien.moreau@example.com")
CLOSE = Person("1003", "Nadia", "Lefèvre", "nadia.lefevre@example.com")

PEOPLE = [
    NEW,
    REGULAR,
    CLOSE,
    Person("1004", "Antoine", "Girard", "antoine.girard@example.com"),
    Person("1005", "Sophie", "Lambert", "sophie.lambert@example.com"),
    Person("1006", "Mehdi", "Benali", "mehdi.benali@example.com"),
    Person("1007", "Camille", "Rousseau", "camille.rousseau@example.com"),
    Person("1008", "Élodie", "Fontaine", "elodie.fontaine@example.com"),
    Person("1009", "Hugo", "Chevalier", "hugo.chevalier@example.com"),
    Person("1010", "Inès", "Marchand", "ines.marchand@example.com"),
    Person("1011", "Paul", "Roussel", "paul.roussel@example.com"),
    Person("1012", "Margaux", "Perrin", "margaux.perrin@example.com"),
]


@dataclass(frozen=True, slots=True)
class Purchase:
    """``days_ago`` it was placed; ``basket`` is (item, quantity) pairs."""

    id: str
    customer: Person
    days_ago: int
    basket: tuple[tuple[str, int], ...]
    state: str = "delivered"
    refunded: tuple[str, ...] = ()


PURCHASES = [
    Purchase("40", REGULAR, 160, (("101", 4), ("104", 2))),
    Purchase("41", REGULAR, 74, (("115", 1), ("113", 2))),
    Purchase("42", CLOSE, 70, (("112", 2), ("111", 1))),
    Purchase("43", CLOSE, 52, (("117", 1), ("116", 3))),
    Purchase("44", REGULAR, 40, (("108", 1), ("106", 2)), refunded=("108",)),
    Purchase("45", CLOSE, 30, (("103", 2), ("102", 5))),
    Purchase("46", REGULAR, 12, (("106", 1), ("116", 1)), state="shipped"),
    Purchase("47", CLOSE, 6, (("105", 1),), state="paid"),
    Purchase("48", PEOPLE[3], 64, (("109", 3), ("110", 3))),
    Purchase("49", PEOPLE[4], 33, (("107", 2),)),
    Purchase("50", PEOPLE[5], 21, (("103", 1),), state="cancelled"),
    Purchase("51", PEOPLE[6], 15, (("112", 1), ("114", 2))),
    Purchase("52", PEOPLE[7], 9, (("101", 2), ("102", 2))),
    Purchase("53", PEOPLE[8], 4, (("118", 2), ("117", 1)), state="processing"),
    Purchase("54", PEOPLE[9], 2, (("111", 2),), state="pending"),
    Purchase("55", PEOPLE[10], 1, (("115", 1),), state="paid"),
]
