"""Keys of the shop's own software, and the page that shows what it says and hears."""

from api.admin.keys import ApiKeyAdmin

__all__ = ["ApiKeyAdmin"]
