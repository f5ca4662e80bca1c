from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class LoyaltyAdminConfig(AdminConfig):
    default_site = "loyalty_site.admin_site.LoyaltyAdminSite"


class LoyaltyAdminSite(AdminSite):
    pass
