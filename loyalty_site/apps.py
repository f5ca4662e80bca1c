from django.contrib.admin.apps import AdminConfig


class LoyaltyAdminConfig(AdminConfig):
    """Apart from the site itself, which reads models and so must be loaded after them."""

    default_site = "loyalty_site.admin_site.LoyaltyAdminSite"
