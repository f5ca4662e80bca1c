"""manage.py send_reminders: run the campaigns, or list what a run would do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reminders.actions.running import run
from reminders.models import Campaign
from reminders.phrases import refusal_sentence
from reminders.queries.announcement import announce
from reminders.queries.campaigns import running
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
        found = Shop.objects.order_by("pk")
        shops = list(found.filter(code=options["shop"]) if options["shop"] else found)
        if not shops:
            raise CommandError(f"There is no shop {options['shop']!r}.")
        for shop in shops:
            act(shop, _chosen(shop, options["campaign"]))

    def _run(self, shop: Shop, campaigns: list[Campaign]) -> None:
        outcome = run(shop=shop, by="command", now=timezone.now(), campaigns=campaigns)
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
            outcome = refusal_sentence(line.reason) if line.reason else "e-mail"
            self.stdout.write(f"{line.campaign}\t{line.customer.external_id}\t{outcome}")


def _chosen(shop: Shop, name: str | None) -> list[Campaign]:
    """The campaign of this name or primary key, if it is on; all that are on for None.

    Raises: CommandError.
    """
    campaigns = running(shop)
    if name is None:
        return campaigns
    found = [each for each in campaigns if name in {each.name, str(each.pk)}]
    if not found:
        raise CommandError(f"No campaign {name!r} of {shop.code} is on.")
    return found
