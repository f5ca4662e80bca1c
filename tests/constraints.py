"""The books refuse what cannot be, whoever writes to them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from core.constraints import SameShop
from shop.models import Shop

# What must be refused, by the name of the constraint that refuses it.
type Wrongs = dict[str, Callable[[Shop], object]]


def names(app: str) -> set[str]:
    """Of all constraints that the app's models declare, but for the keys that hold a row
    and what it refers to within one shop: ``tests/test_schema.py`` tries them all.
    """
    return {
        constraint.name
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
        if not isinstance(constraint, SameShop)
        and getattr(constraint, "fields", ()) != ("shop", "id")
    }


@contextmanager
def refused_by(name: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        yield
