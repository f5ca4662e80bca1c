from datetime import datetime, timedelta


def within_claim_period(placed_at: datetime, opened_at: datetime, days: int) -> bool:
    """Whether an account opened at ``opened_at`` may claim what was bought as a guest.

    An account that was there before may; one opened later, within so many days. 0: none.
    """
    return days > 0 and opened_at <= placed_at + timedelta(days=days)
