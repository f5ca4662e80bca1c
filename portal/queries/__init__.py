"""What a signed-in person may see. Every page starts from ``customer_of``."""

from portal.queries.balance import (
    DatedPoints,
    EarningAction,
    PointsBalance,
    earning_actions,
    history,
    history_by_sort,
    orders,
    points_balance,
    points_balance_of,
)
from portal.queries.benefits import SignUpBenefits, benefits
from portal.queries.customers import (
    Rows,
    customer_of,
    customer_with,
    with_account_page,
    with_menu,
    with_newsletter,
)
from portal.queries.newsletter import (
    NewsletterQuestion,
    newsletter_points,
    newsletter_question,
)
from portal.queries.vouchers import (
    ErasureLosses,
    VouchersPage,
    VoucherTile,
    erasure_losses,
    tiles,
    usable,
    usable_without_uses,
    vouchers_page,
)

__all__ = [
    "DatedPoints",
    "EarningAction",
    "ErasureLosses",
    "NewsletterQuestion",
    "PointsBalance",
    "Rows",
    "SignUpBenefits",
    "VoucherTile",
    "VouchersPage",
    "benefits",
    "customer_of",
    "customer_with",
    "earning_actions",
    "erasure_losses",
    "history",
    "history_by_sort",
    "newsletter_points",
    "newsletter_question",
    "orders",
    "points_balance",
    "points_balance_of",
    "tiles",
    "usable",
    "usable_without_uses",
    "vouchers_page",
    "with_account_page",
    "with_menu",
    "with_newsletter",
]
