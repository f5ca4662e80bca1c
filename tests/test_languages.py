from tests.languages import foreign


def test_a_sentence_in_the_other_language_is_found() -> None:
    page = "<p>Your points and your vouchers are\n waiting for you.</p>"

    assert foreign(page, "en") == []
    assert foreign(page, "fr") == ["Your points and your vouchers are waiting for you."]


def test_what_stands_between_blanks_is_enough() -> None:
    page = "<p>La «\xa0Bougie\xa0» est de retour sur votre liste.</p>"

    assert foreign(page, "fr") == []
    assert foreign(page, "en") == ["» est de retour sur votre liste."]
