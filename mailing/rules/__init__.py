from mailing.rules.addresses import hashed, same

__all__ = ["hashed", "same"]
