"""What shops call the states of orders, in French and English."""

from core.plain_letters import plain_letters

# Our states by words that begin theirs: the longest that fits counts.
_WORDS: dict[str, tuple[str, ...]] = {
    "pending": (
        *(
            "pending",
            "en attente",
            "attente",
            "awaiting",
            "on-hold",
            "on hold",
            "wc-pending",
        ),
        *("wc-on-hold", "brouillon", "draft", "authorized", "unpaid", "a payer"),
    ),
    "paid": (
        *("paid", "paye", "payee", "paiement accepte", "paiement a distance accepte"),
        *("payment accepted", "remote payment accepted", "partially_refunded"),
        *("en attente de reapprovisionnement (paye", "partially refunded"),
    ),
    "processing": (
        *("processing", "wc-processing", "en cours", "preparation", "en preparation"),
        *("preparation en cours", "processing in progress", "en cours de preparation"),
    ),
    "shipped": (
        "shipped",
        "expedie",
        "expediee",
        "envoye",
        "envoyee",
        "partially_fulfilled",
    ),
    "delivered": (
        *("delivered", "livre", "livree", "completed", "complete", "wc-completed"),
        *("terminee", "termine", "fulfilled", "recu"),
    ),
    "cancelled": (
        *("cancelled", "canceled", "annule", "annulee", "wc-cancelled", "failed", "voided"),
        *(
            "wc-failed",
            "echec",
            "echouee",
            "erreur de paiement",
            "payment error",
            "expired",
        ),
    ),
    "refunded": ("refunded", "rembourse", "remboursee", "wc-refunded"),
}


def guess_state(word: str) -> str:
    """Our state for theirs; nothing where no word fits, and the merchant has to say."""
    plain = plain_letters(word).strip()
    fits = [
        (len(begin), state)
        for state, begins in _WORDS.items()
        for begin in begins
        if plain.startswith(begin)
    ]
    return max(fits)[1] if fits else ""
