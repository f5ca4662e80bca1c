"""``{{ order|admin_link }}``: a row's name as a link to its page in the back-office."""

from django import template

from core.admin import link

register = template.Library()
register.filter("admin_link", link)
