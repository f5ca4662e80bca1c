"""Who buys in the demo shop: a few with a story, and as many others as are wanted."""

import unicodedata
from dataclasses import dataclass
from random import Random

FRIENDS = "amis"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """``since`` so many days; ``group`` is the id of a customer group, if there is one."""

    number: str
    first_name: str
    last_name: str
    email: str
    since: int = 200
    group: str = ""


NEW = DemoPerson("1001", "Chloé", "Bernard", "chloe.bernard@example.com")
REGULAR = DemoPerson("1002", "Julien", "Moreau", "julien.moreau@example.com")
CLOSE = DemoPerson("1003", "Nadia", "Lefèvre", "nadia.lefevre@example.com")
FRIEND = DemoPerson(
    "1007", "Camille", "Rousseau", "camille.rousseau@example.com", group=FRIENDS
)

CAST = [
    NEW,
    REGULAR,
    CLOSE,
    DemoPerson("1004", "Antoine", "Girard", "antoine.girard@example.com"),
    DemoPerson("1005", "Sophie", "Lambert", "sophie.lambert@example.com"),
    DemoPerson("1006", "Mehdi", "Benali", "mehdi.benali@example.com"),
    FRIEND,
    DemoPerson("1008", "Élodie", "Fontaine", "elodie.fontaine@example.com"),
    DemoPerson("1009", "Hugo", "Chevalier", "hugo.chevalier@example.com"),
    DemoPerson("1010", "Inès", "Marchand", "ines.marchand@example.com"),
    DemoPerson("1011", "Paul", "Roussel", "paul.roussel@example.com"),
    DemoPerson("1012", "Margaux", "Perrin", "margaux.perrin@example.com"),
]

_FIRST = """
Adèle Agathe Alexis Alice Amandine Amélie André Anne Arthur Aurélie Baptiste
Béatrice Bruno Caroline Catherine Cédric Charlotte Claire Clément Corinne Damien
Delphine Denis Émilie Emma Éric Estelle Fabien Fanny Florence Florian François
Gaëlle Guillaume Hélène Isabelle Jean Jeanne Jérôme Julie Karim Laure Léa Lina
Louis Louise Lucas Lucie Manon Marc Marie Marion Mathilde Maxime Myriam Nicolas
Noémie Olivier Pauline Philippe Pierre Quentin Rachel Raphaël Romain Samia Sarah
Sébastien Simon Solène Stéphanie Sylvie Théo Thomas Valérie Vincent Virginie
Yann Yasmine Zoé
"""
_LAST = """
Adam André Aubert Bailly Barbier Baron Benoît Bertrand Besson Blanc Bonnet
Boucher Boyer Brun Carpentier Charpentier Colin Collet Cousin David Delattre
Denis Deschamps Diallo Dubois Dufour Dumas Dupont Dupuis Durand Duval Fabre
Faure Fernandez Fleury Fournier Gaillard Garnier Gautier Gérard Giraud Guérin
Guillot Haddad Henry Hubert Jacquet Joly Klein Lacroix Laurent Lebrun Leclerc
Legrand Lemaire Leroux Leroy Lopez Maillard Mallet Marchal Martin Masson Mercier
Meunier Meyer Michel Millet Monnier Morel Morin Moulin Nguyen Noël Olivier Paris
Pelletier Perrot Petit Picard Pons Prévost Renard Renaud Rey Richard Rivière
Robin Rolland Roy Sanchez Schmitt Simon Tessier Thomas Vasseur Vidal Vincent
Weber
"""


def crowd(many: int, *, days: int, chance: Random) -> list[DemoPerson]:
    """Return the cast and others, ``many`` in all, who have come in the last ``days`` or
    so.
    """
    pairs = [(first, last) for first in _FIRST.split() for last in _LAST.split()]
    taken = {(person.first_name, person.last_name) for person in CAST}
    free = [pair for pair in pairs if pair not in taken]
    names = chance.sample(free, max(many - len(CAST), 0))
    others = [
        DemoPerson(
            number=str(1001 + len(CAST) + n),
            first_name=first,
            last_name=last,
            email=f"{_plain(first)}.{_plain(last)}@example.com",
            since=int(chance.uniform(0.1, 1.15) * days),
            group=FRIENDS if chance.random() < 0.05 else "",  # noqa: PLR2004 -- one in 20
        )
        for n, (first, last) in enumerate(names)
    ]
    return [*CAST, *others]


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in letters if letter.isascii())
