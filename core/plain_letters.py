"""Words without accents and capitals, for searching as people type."""

import unicodedata

from django.db.models import CharField, F, Func, TextField, Value
from django.db.models.functions import Concat

from core.address_fields import StoredField
from core.sql import Fragment

# The marks that accents are, once a letter is taken apart.
MARKS = "".join(map(chr, range(0x300, 0x370)))
# Letters that are no other letter with a mark.
_APART = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'"}


def plain_letters(text: str) -> str:
    """Drop accents and capitals: « Hélène Çelik » is « helene celik »."""
    bare = unicodedata.normalize("NFKD", text).translate(str.maketrans("", "", MARKS))
    for letter, plain in _APART.items():
        bare = bare.replace(letter, plain).replace(letter.upper(), plain)
    return "".join(each.lower() if each.isascii() else each for each in bare)


def _replaced(text: str) -> str:
    for letter, plain in _APART.items():
        written = plain.replace("'", "''")
        for each in dict.fromkeys([letter, letter.upper()]):
            # SS and I, the capitals of two of them, are other letters.
            if not each.isascii():
                text = f"replace({text}, '{each}', '{written}')"
    return text


# Immutable, so that a stored column can be computed by it. Most texts are plain ASCII.
CREATE = (
    Fragment("""
CREATE FUNCTION plain_letters(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $function$
    SELECT CASE WHEN octet_length(words) = length(words) THEN lower(words COLLATE "C")
    ELSE lower({replaced} COLLATE "C") END
$function$
""")
    .fill(replaced=_replaced("translate(normalize(words, NFKD), {marks}, '')"))
    .fill(marks=f"'{MARKS}'")
    .text
)
DROP = "DROP FUNCTION plain_letters(text)"


class PlainLetters(Func):
    """``plain_letters`` in the database."""

    function = "plain_letters"
    output_field = TextField()


def search_field(*names: str) -> StoredField:
    """Return a stored column with the plain letters of these, with a blank between two."""
    parts = [part for name in names for part in (F(name), Value(" ", CharField()))]
    whole = Concat(*parts, output_field=TextField()) if len(names) > 1 else F(names[0])
    return StoredField(
        expression=PlainLetters(whole), output_field=TextField(), db_persist=True
    )
