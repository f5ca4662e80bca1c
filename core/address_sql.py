"""``core.addresses.address_key`` for PostgreSQL, made from the same tables.

A function of the database, because a stored column is computed by one: whatever writes the
row (a form, COPY, an UPDATE by hand) leaves the key that belongs to the address.
``tests/core/test_addresses.py`` compares it with its twin.
"""

from core.addresses import BLANKS, CAPITALS, DOTS, PROVIDERS, SMALL
from core.sql import Fragment, joined


def _text(value: str) -> str:
    """Return a literal. Nothing but tables of our own comes here."""
    escaped = value.replace("\\", "\\\\").replace("'", "''")
    return f"E'{escaped}'"


_PROVIDER = Fragment("""
    IF domain ~ {domains} THEN
        domain := coalesce(nullif({home}, ''), domain);
        separators := {separators};
        ignored := {ignored};
    END IF;""")


# Everything it calls is in pg_catalog, so that a restored dump finds it whatever the search
# path is. Positions are those of RFC 3492, 6.3 (punycode), whose names the variables keep.
_FUNCTION = Fragment(r"""
CREATE FUNCTION address_key(email text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $function$
DECLARE
    address text := email;
    local text;
    domain text;
    separators text := '+';
    ignored text := '';
    bare text;
    label text;
    labels text[] := ARRAY[]::text[];
    points int[];
    coded text;
    n int; delta int; bias int; h int; b int; m int; q int; k int; t int; c int; at int;
BEGIN
    IF address = '' THEN
        RETURN '';
    END IF;
    -- Most addresses are plain ASCII: the rest of the alphabet is spared them.
    IF octet_length(address) <> length(address) THEN
        address := translate(
            normalize(address, NFKC), {capitals}, {small}
        );
    ELSE
        address := lower(address COLLATE "C");
    END IF;
    address := btrim(address, {blanks});
    at := strpos(reverse(address), '@');
    IF at = 0 THEN
        RETURN '';
    END IF;
    local := left(address, -at);
    domain := rtrim(translate(right(address, at - 1), {dots}, '..'), '.');
    IF local = '' OR domain = '' THEN
        RETURN '';
    END IF;
    IF octet_length(domain) <> length(domain) THEN
        FOREACH label IN ARRAY string_to_array(domain, '.') LOOP
            IF octet_length(label) <> length(label) THEN
                SELECT array_agg(ascii(letter) ORDER BY place),
                       coalesce(string_agg(letter, '' ORDER BY place)
                                FILTER (WHERE ascii(letter) < 128), '')
                INTO points, coded
                FROM regexp_split_to_table(label, '') WITH ORDINALITY AS s(letter, place);
                b := length(coded);
                h := b;
                IF b > 0 THEN
                    coded := coded || '-';
                END IF;
                n := 128;
                delta := 0;
                bias := 72;
                WHILE h < cardinality(points) LOOP
                    SELECT min(point) INTO m FROM unnest(points) point WHERE point >= n;
                    delta := delta + (m - n) * (h + 1);
                    n := m;
                    FOREACH c IN ARRAY points LOOP
                        IF c < n THEN
                            delta := delta + 1;
                        ELSIF c = n THEN
                            q := delta;
                            k := 36;
                            LOOP
                                t := greatest(1, least(26, k - bias));
                                EXIT WHEN q < t;
                                coded := coded || substr(
                                    'abcdefghijklmnopqrstuvwxyz0123456789',
                                    t + (q - t) % (36 - t) + 1, 1
                                );
                                q := (q - t) / (36 - t);
                                k := k + 36;
                            END LOOP;
                            coded := coded || substr(
                                'abcdefghijklmnopqrstuvwxyz0123456789', q + 1, 1
                            );
                            -- adapt(delta, h + 1, h = b)
                            delta := delta / CASE WHEN h = b THEN 700 ELSE 2 END;
                            delta := delta + delta / (h + 1);
                            k := 0;
                            WHILE delta > 455 LOOP
                                delta := delta / 35;
                                k := k + 36;
                            END LOOP;
                            bias := k + 36 * delta / (delta + 38);
                            delta := 0;
                            h := h + 1;
                        END IF;
                    END LOOP;
                    delta := delta + 1;
                    n := n + 1;
                END LOOP;
                label := 'xn--' || coded;
            END IF;
            labels := labels || label;
        END LOOP;
        domain := array_to_string(labels, '.');
    END IF;
{providers}
    bare := local;
    FOR k IN 1 .. length(separators) LOOP
        bare := split_part(bare, substr(separators, k, 1), 1);
    END LOOP;
    bare := translate(bare, ignored, '');
    RETURN coalesce(nullif(bare, ''), local) || '@' || domain;
END
$function$
""")
CREATE = _FUNCTION.fill(
    capitals=_text(CAPITALS),
    small=_text(SMALL),
    blanks=_text(BLANKS),
    dots=_text(DOTS),
    providers=joined(
        "",
        [
            _PROVIDER.fill(
                domains=_text(f"^({each.domains})$"),
                home=_text(each.home),
                separators=_text(each.separators),
                ignored=_text(each.ignored),
            )
            for each in PROVIDERS
        ],
    ),
).text
DROP = "DROP FUNCTION address_key(text)"
