"""manage.py create_owner ada@example.com --shop CODE"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import actions as accounts
from accounts.models import Role, User
from accounts.rules import RoleName
from shop.models import Shop


class Command(BaseCommand):
    help = (
        "Make the first account of the back-office, or another one, and print a link at"
        " which its owner chooses a password, once and within three days."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="who it is for")
        parser.add_argument("--shop", help="the shop's code; the person becomes its owner")
        parser.add_argument(
            "--superuser", action="store_true", help="sees all shops, opens new ones"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["shop"] or options["superuser"]):
            raise CommandError("Say --shop CODE, or --superuser.")
        shop = Shop.objects.filter(code=options["shop"]).first()
        if options["shop"] and shop is None:
            raise CommandError(f"There is no shop “{options['shop']}”.")
        person, _made = User.objects.get_or_create(email=options["email"].strip().lower())
        person.is_staff = person.is_active = True
        person.is_superuser = person.is_superuser or options["superuser"]
        if not person.password:
            person.set_unusable_password()
        person.save()
        if shop:
            shop.staff.add(person)
            person.groups.add(Role.objects.get(name=RoleName.OWNER))
        self.stderr.write(f"{person.email} chooses a password here, within three days:")
        self.stdout.write(accounts.make_password_link(user=person))
