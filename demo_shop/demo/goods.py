"""What the demo shop sells. Invented, but it could be in Lyon."""

from dataclasses import dataclass
from decimal import Decimal

from demo_shop.models import DemoProduct

Drawing = DemoProduct.Drawing

# Number, address, name.
CATEGORIES = [
    ("3", "bougies-parfumees", "Bougies parfumées"),
    ("7", "bougeoirs", "Bougeoirs"),
    ("8", "senteurs", "Senteurs"),
    ("2", "art-de-la-table", "Art de la table"),
    ("9", "textiles", "Textiles"),
    ("10", "decoration", "Décoration"),
    ("5", "gourmandises", "Gourmandises"),
    ("6", "papeterie", "Papeterie"),
    ("11", "cartes-cadeaux", "Cartes cadeaux"),
]

# The colours of things, and of what stands behind them.
BRICK, SAGE, OCHRE, INK, PLUM, ROSE = (
    ("#8c2f1f", "#f3e2cf"),
    ("#5f7a5a", "#e8eede"),
    ("#c9823b", "#fbeedb"),
    ("#3f5a78", "#e2eaf0"),
    ("#7a5a86", "#efe6f2"),
    ("#b5838d", "#f8e9ea"),
)
SAND, CLAY, MOSS, SLATE, CREAM, HONEY = (
    ("#b59a78", "#f2ece2"),
    ("#b4613f", "#f6e4da"),
    ("#7d8a4e", "#eef0dc"),
    ("#5d6670", "#e9ecee"),
    ("#dcc9a8", "#f7f1e6"),
    ("#d69a2d", "#fdf1d3"),
)


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """``was``: the price before the sale it is in."""

    number: str
    name: str
    price: Decimal
    category: str
    drawing: Drawing
    colours: tuple[str, str]
    description: str
    was: Decimal | None = None
    stock: int = 20


def _item(  # noqa: PLR0917 -- a row of a table
    number: int,
    name: str,
    price: str,
    category: str,
    drawing: Drawing,
    colours: tuple[str, str],
    description: str,
    was: str = "",
    stock: int = 20,
) -> CatalogueItem:
    before = Decimal(was) if was else None
    return CatalogueItem(
        str(number),
        name,
        Decimal(price),
        category,
        drawing,
        colours,
        description,
        before,
        stock,
    )


_WAX = "Cire végétale coulée à la main dans notre atelier, mèche en coton."
_HOURS = "Cire végétale, mèche en coton, environ 45 heures de lumière."
_GRES = "Grès tourné et émaillé en petite série. Passe au lave-vaisselle."
_LIN = "Lin français lavé, doux dès le premier jour. Lavable à 40 °C."

ITEMS = [
    _item(106, "Bougie figuier", "24.00", "3", Drawing.CANDLE, SAGE, _HOURS),
    _item(107, "Bougie fleur d’oranger", "24.00", "3", Drawing.CANDLE, OCHRE, _HOURS),
    _item(119, "Bougie cèdre et vétiver", "24.00", "3", Drawing.CANDLE, MOSS, _HOURS),
    _item(120, "Bougie rose ancienne", "24.00", "3", Drawing.CANDLE, ROSE, _HOURS),
    _item(121, "Bougie feu de bois", "26.00", "3", Drawing.CANDLE, BRICK, _HOURS),
    _item(122, "Bougie lavande de Sault", "24.00", "3", Drawing.CANDLE, PLUM, _HOURS),
    _item(123, "Bougie sel marin", "24.00", "3", Drawing.CANDLE, INK, _HOURS, "28.00"),
    _item(
        124, "Grande bougie ambre, trois mèches", "48.00", "3", Drawing.CANDLE, HONEY, _WAX
    ),
    _item(125, "Coffret de trois bougies", "62.00", "3", Drawing.BOX, ROSE, _WAX),
    _item(
        126, "Bougies piliers ivoire, la paire", "19.00", "7", Drawing.PILLAR, CREAM, _WAX
    ),
    _item(
        127,
        "Bougies piliers terracotta, la paire",
        "19.00",
        "7",
        Drawing.PILLAR,
        CLAY,
        _WAX,
    ),
    _item(
        128, "Bougies piliers bleu nuit, la paire", "19.00", "7", Drawing.PILLAR, INK, _WAX
    ),
    _item(
        129,
        "Bougeoir à trois branches",
        "44.00",
        "7",
        Drawing.TAPER,
        SAND,
        "Laiton brossé, livré avec trois bougies.",
    ),
    _item(
        130, "Bougies longues brique, les trois", "12.00", "7", Drawing.TAPER, BRICK, _WAX
    ),
    _item(131, "Bougies longues sauge, les trois", "12.00", "7", Drawing.TAPER, SAGE, _WAX),
    _item(
        132,
        "Lanterne de jardin",
        "59.00",
        "7",
        Drawing.LANTERN,
        SLATE,
        "Métal et verre, pour une grosse bougie pilier.",
    ),
    _item(
        133,
        "Petite lanterne de table",
        "34.00",
        "7",
        Drawing.LANTERN,
        CLAY,
        "Métal et verre, pour une bougie chauffe-plat.",
        "39.00",
    ),
    _item(
        108,
        "Diffuseur cèdre et vétiver",
        "34.50",
        "8",
        Drawing.DIFFUSER,
        MOSS,
        "Dix semaines de parfum, tiges de rotin.",
    ),
    _item(
        134,
        "Diffuseur thé blanc",
        "34.50",
        "8",
        Drawing.DIFFUSER,
        CREAM,
        "Dix semaines de parfum, tiges de rotin.",
    ),
    _item(
        135,
        "Diffuseur figuier",
        "34.50",
        "8",
        Drawing.DIFFUSER,
        SAGE,
        "Dix semaines de parfum, tiges de rotin.",
    ),
    _item(
        136,
        "Brume d’oreiller lavande",
        "17.50",
        "8",
        Drawing.SPRAY,
        PLUM,
        "Eau florale de lavande de Drôme provençale.",
    ),
    _item(
        137,
        "Brume d’intérieur agrumes",
        "17.50",
        "8",
        Drawing.SPRAY,
        OCHRE,
        "Bergamote, orange amère et petit grain.",
    ),
    _item(
        138,
        "Savon au lait d’amande",
        "7.50",
        "8",
        Drawing.SOAP,
        CREAM,
        "Saponifié à froid, 100 g.",
    ),
    _item(
        139,
        "Savon à l’argile rose",
        "7.50",
        "8",
        Drawing.SOAP,
        ROSE,
        "Saponifié à froid, 100 g.",
    ),
    _item(
        140,
        "Savon au romarin",
        "7.50",
        "8",
        Drawing.SOAP,
        SAGE,
        "Saponifié à froid, 100 g.",
        "",
        0,
    ),
    _item(101, "Bol en grès émaillé", "18.00", "2", Drawing.BOWL, INK, _GRES),
    _item(141, "Bol en grès, sable", "18.00", "2", Drawing.BOWL, SAND, _GRES),
    _item(142, "Saladier en grès", "42.00", "2", Drawing.BOWL, CLAY, _GRES),
    _item(102, "Assiette plate « Ardoise »", "22.50", "2", Drawing.PLATE, SLATE, _GRES),
    _item(143, "Assiette creuse « Sauge »", "22.50", "2", Drawing.PLATE, SAGE, _GRES),
    _item(
        144,
        "Assiette à dessert « Argile »",
        "16.50",
        "2",
        Drawing.PLATE,
        CLAY,
        _GRES,
        "19.50",
    ),
    _item(
        103,
        "Carafe soufflée bouche",
        "46.00",
        "2",
        Drawing.CARAFE,
        INK,
        "Verre soufflé dans le Tarn, un litre.",
    ),
    _item(
        145,
        "Carafe ambrée",
        "46.00",
        "2",
        Drawing.CARAFE,
        HONEY,
        "Verre soufflé dans le Tarn, un litre.",
    ),
    _item(
        105,
        "Planche à découper en hêtre",
        "39.00",
        "2",
        Drawing.BOARD,
        SAND,
        "Hêtre du Jura, huilé à la main.",
    ),
    _item(
        146,
        "Planche à fromage en noyer",
        "45.00",
        "2",
        Drawing.BOARD,
        CLAY,
        "Noyer du Dauphiné, huilé à la main.",
    ),
    _item(
        115,
        "Théière en fonte",
        "69.00",
        "2",
        Drawing.TEAPOT,
        SLATE,
        "Fonte émaillée, filtre en inox, 0,8 litre.",
    ),
    _item(147, "Théière en grès", "52.00", "2", Drawing.TEAPOT, CLAY, _GRES),
    _item(104, "Torchon en lin lavé", "14.90", "9", Drawing.TOWEL, SAND, _LIN),
    _item(148, "Torchon à rayures", "14.90", "9", Drawing.TOWEL, INK, _LIN),
    _item(149, "Serviettes de table, les quatre", "38.00", "9", Drawing.TOWEL, ROSE, _LIN),
    _item(150, "Coussin terracotta", "35.00", "9", Drawing.CUSHION, CLAY, _LIN),
    _item(151, "Coussin mousse", "35.00", "9", Drawing.CUSHION, MOSS, _LIN),
    _item(
        152,
        "Plaid en laine des Pyrénées",
        "89.00",
        "9",
        Drawing.THROW,
        OCHRE,
        "Tissé en Ariège, 130 × 180 cm.",
    ),
    _item(
        153,
        "Plaid gris perle",
        "89.00",
        "9",
        Drawing.THROW,
        SLATE,
        "Tissé en Ariège, 130 × 180 cm.",
        "109.00",
    ),
    _item(
        154,
        "Lampe de chevet en lin",
        "64.00",
        "10",
        Drawing.LAMP,
        SAND,
        "Abat-jour en lin, pied en frêne.",
    ),
    _item(
        155,
        "Lampe à poser prune",
        "64.00",
        "10",
        Drawing.LAMP,
        PLUM,
        "Abat-jour en coton, pied en frêne.",
    ),
    _item(156, "Vase boule", "36.00", "10", Drawing.VASE, BRICK, _GRES),
    _item(157, "Vase boule, bleu", "36.00", "10", Drawing.VASE, INK, _GRES),
    _item(
        158,
        "Sac de courses en toile",
        "15.00",
        "10",
        Drawing.BAG,
        BRICK,
        "Toile de coton épaisse, imprimée à Lyon.",
    ),
    _item(
        109,
        "Miel de châtaignier",
        "9.80",
        "5",
        Drawing.JAR,
        HONEY,
        "Récolté en Ardèche, 250 g.",
    ),
    _item(
        110,
        "Confiture d’abricot Bergeron",
        "6.90",
        "5",
        Drawing.JAR,
        OCHRE,
        "Cuite au chaudron, 220 g.",
    ),
    _item(
        111,
        "Huile d’olive de Nyons",
        "21.00",
        "5",
        Drawing.BOTTLE,
        MOSS,
        "Fruité mûr, première pression à froid, 50 cl.",
    ),
    _item(
        112,
        "Coffret du petit déjeuner",
        "54.00",
        "5",
        Drawing.BOX,
        OCHRE,
        "Miel, confiture, thé et deux bols.",
    ),
    _item(
        113,
        "Thé noir Earl Grey bio",
        "12.50",
        "5",
        Drawing.TIN,
        INK,
        "Bergamote de Calabre, boîte de 100 g.",
    ),
    _item(
        114,
        "Infusion verveine et menthe",
        "8.90",
        "5",
        Drawing.TIN,
        SAGE,
        "Cueillie dans la Drôme, boîte de 40 g.",
    ),
    _item(
        159,
        "Rooibos aux épices",
        "9.90",
        "5",
        Drawing.TIN,
        BRICK,
        "Cannelle, orange et cardamome, boîte de 100 g.",
    ),
    _item(
        116,
        "Carnet relié toile",
        "16.00",
        "6",
        Drawing.NOTEBOOK,
        BRICK,
        "Relié à Lyon, 160 pages unies.",
    ),
    _item(
        160,
        "Carnet relié toile, nuit",
        "16.00",
        "6",
        Drawing.NOTEBOOK,
        INK,
        "Relié à Lyon, 160 pages lignées.",
    ),
    _item(
        117,
        "Stylo plume laiton",
        "58.00",
        "6",
        Drawing.PEN,
        HONEY,
        "Laiton massif, plume acier, cartouches standard.",
    ),
    _item(
        118,
        "Papier à lettres vergé",
        "11.50",
        "6",
        Drawing.PAPER,
        CLAY,
        "Vingt feuilles et dix enveloppes.",
    ),
]

_CARD = (
    "À offrir à qui vous voulez : envoyée par e-mail le jour que vous choisissez, ou"
    " imprimée chez vous. Valable un an, à dépenser en une ou plusieurs fois."
)
# Nobody had bought any before today.
CARDS = [
    _item(301, "Carte cadeau 25 €", "25.00", "11", Drawing.PAPER, SAGE, _CARD, stock=9999),
    _item(302, "Carte cadeau 50 €", "50.00", "11", Drawing.PAPER, BRICK, _CARD, stock=9999),
    _item(303, "Carte cadeau 100 €", "100.00", "11", Drawing.PAPER, INK, _CARD, stock=9999),
]
