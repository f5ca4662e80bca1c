from django.contrib.admin.apps import AdminConfig


class LoyaltyAdminConfig(AdminConfig):
    """In a module of its own: the site itself imports models and must be loaded later."""

    default_site = "loyalty_site.admin_site.LoyaltyAdminSite"
