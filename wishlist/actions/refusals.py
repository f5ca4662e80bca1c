from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Refused


class NoWishlists(Refused):
    """A guest, somebody erased, or an id merged into another."""

    code = "has_no_lists"

    def __init__(self) -> None:
        super().__init__(_("Only a customer with an account keeps wishes."))


class WishNotFound(Refused):
    """No such list, wish or link; whose it would be is not revealed."""

    code = "not_there"

    def __init__(self) -> None:
        super().__init__(_("This is not there, or no longer."))


class NotWished(WishNotFound):
    code = "not_wished"

    def __init__(self, product: str) -> None:
        super(WishNotFound, self).__init__(
            _("“%(product)s” is on none of the lists.") % {"product": product}
        )


class TooManyWishes(Refused):
    code = "too_many_wishes"

    def __init__(self, most: int) -> None:
        super().__init__(
            ngettext(
                "A list holds at most %(most)d wish.",
                "A list holds at most %(most)d wishes.",
                most,
            )
            % {"most": most}
        )


class TooManyLists(Refused):
    code = "too_many_lists"

    def __init__(self, most: int) -> None:
        super().__init__(
            ngettext(
                "One has at most %(most)d list.", "One has at most %(most)d lists.", most
            )
            % {"most": most}
        )


class AlreadyOnList(Refused):
    code = "already_there"

    def __init__(self, product: str) -> None:
        super().__init__(_("“%(product)s” is already on that list.") % {"product": product})


class DefaultListStays(Refused):
    code = "default_stays"

    def __init__(self) -> None:
        super().__init__(_("This list cannot be deleted: hearts go there."))


class AlreadyPledged(Refused):
    code = "all_given"

    def __init__(self) -> None:
        super().__init__(_("Somebody has already offered it. Look for another idea."))
