from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Invalid, Refused
from core.templatetags.typography import points
from earning.models.terms import ActionTerms


class NotEnoughPoints(Refused):
    code = "not_enough_points"

    def __init__(self, *, asked: int, available: int) -> None:
        super().__init__(
            ngettext(
                "%(asked)d point asked, %(available)d available.",
                "%(asked)d points asked, %(available)d available.",
                asked,
            )
            % {"asked": asked, "available": available},
            asked=asked,
            available=available,
        )


class TooManyPoints(Refused):
    """More than the columns hold, which nobody earns: a slip, or an attack."""

    code = "too_many_points"

    def __init__(self) -> None:
        super().__init__(_("These are more points than an account can hold."))


class NothingToConvert(Refused):
    code = "nothing_to_convert"

    def __init__(self, *, available: int, minimum: int) -> None:
        super().__init__(
            ngettext(
                "A voucher takes at least %(minimum)d point; %(available)d available.",
                "A voucher takes at least %(minimum)d points; %(available)d available.",
                minimum,
            )
            % {"minimum": minimum, "available": available},
            minimum=minimum,
            available=available,
        )


class WrongStep(Refused):
    code = "wrong_step"

    def __init__(self, *, asked: int, step: int) -> None:
        super().__init__(
            _("Points convert in steps of %(step)d; %(asked)d is not one.")
            % {"step": step, "asked": asked},
            asked=asked,
            step=step,
        )


class NotAMember(Refused):
    code = "not_a_member"

    def __init__(self) -> None:
        super().__init__(_("Guests and erased customers have no points."))


class NoReason(Invalid):
    code = "no_reason"

    def __init__(self) -> None:
        super().__init__(_("Say why: the customer may ask."), field="reason")


class ActionNotOffered(Refused):
    code = "not_offered"

    def __init__(self, *, action: str) -> None:
        super().__init__(_("This action gives no points at present."), type=action)


class CapReached(Refused):
    code = "cap_reached"

    def __init__(self, *, cap: int, every: str) -> None:
        super().__init__(
            ngettext(
                "This action gives points %(cap)d time %(every)s at most.",
                "This action gives points %(cap)d times %(every)s at most.",
                cap,
            )
            % {"cap": cap, "every": ActionTerms.Every(every).label},
            cap=cap,
            every=every,
        )


class NotAllowed(Refused):
    code = "not_allowed"

    def __init__(self) -> None:
        super().__init__(_("Your role does not adjust points in this shop."))


class OverLimit(Refused):
    """``limit`` points at once, or where ``today`` is given, in a day."""

    code = "over_limit"

    def __init__(self, *, limit: int, today: int | None = None) -> None:
        words = {"limit": points(limit)}
        if today is None:
            sentence = _("Your role gives or takes at most %(limit)s at once.") % words
            super().__init__(sentence, limit=limit)
            return
        sentence = _(
            "Your role gives or takes at most %(limit)s a day; you have moved %(today)s"
            " today."
        ) % (words | {"today": points(today)})
        super().__init__(sentence, limit=limit, today=today)
