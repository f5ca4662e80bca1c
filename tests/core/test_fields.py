"""The page begins at the first field that is to be put right."""

from django import forms

from core.templatetags.fields import box, is_first_wrong


class Person(forms.Form):
    first_name = forms.CharField()
    email = forms.EmailField()
    agreed = forms.BooleanField()


def test_the_first_wrong_field_has_the_focus_and_no_other() -> None:
    form = Person({"first_name": "Zoé", "email": "nowhere"})

    assert [field.name for field in form if is_first_wrong(field)] == ["email"]
    assert [field.name for field in form if "autofocus" in box(field)] == ["email"]
    assert 'aria-invalid="true"' in box(form["email"])


def test_where_nothing_is_wrong_nothing_has_the_focus() -> None:
    assert not any("autofocus" in box(field) for field in Person())
