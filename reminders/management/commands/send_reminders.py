"""manage.py send_reminders: run the campaigns, or list what a run would do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reminders import actions as reminders
from reminders.models import Campaign
from reminders.queries import announce, running, why_not
from shop.models import Shop


class Command(BaseCommand):
    help = "Choose who is due, and queue their mails. Campaigns that are off stay off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", help="only this one, by its code")
        parser.add_argument("--campaign", help="only this one, by its name or number")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="list who would be written to, and who not and why; nothing is queued",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        act = self._list if options["dry_run"] else self._run
        for shop in _shops(options["shop"]):
            act(shop, _chosen(shop, options["campaign"]))

    def _run(self, shop: Shop, campaigns: list[Campaign]) -> None:
        outcome = reminders.run(
            shop=shop, by="command", now=timezone.now(), campaigns=campaigns
        )
        if outcome.overlapping:
            self.stderr.write(f"{shop.code}: another run is going on, nothing done")
            return
        self.stdout.write(
            f"{shop.code}: {outcome.count} queued, {outcome.held_out} held out"
        )

    def _list(self, shop: Shop, campaigns: list[Campaign]) -> None:
        found = announce(campaigns, timezone.now(), limit=None)
        self.stdout.write(f"{shop.code}: {found.mails} to be written to")
        for line in found.lines:
            why = why_not(line.reason) if line.reason else "e-mail"
            self.stdout.write(f"{line.campaign}\t{line.customer.external_id}\t{why}")


def _shops(code: str | None) -> list[Shop]:
    found = Shop.objects.order_by("pk")
    shops = list(found.filter(code=code) if code else found)
    if not shops:
        raise CommandError(f"There is no shop {code!r}.")
    return shops


def _chosen(shop: Shop, said: str | None) -> list[Campaign]:
    campaigns = running(shop)
    if said is None:
        return campaigns
    found = [each for each in campaigns if said in {each.name, str(each.pk)}]
    if not found:
        raise CommandError(f"No campaign {said!r} of {shop.code} is on.")
    return found
