"""Every code that a shop may program against: what it means, and what to do about it."""
