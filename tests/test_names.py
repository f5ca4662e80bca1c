"""One name means one thing: classes, files, and words that the code has given up."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Every app may have these: the layers say what stands in them.
STRUCTURE = {
    "__init__",
    "actions",
    "admin",
    "apps",
    "forms",
    "mails",
    "models",
    "phrases",
    "queries",
    "refusals",
    "rules",
    "tasks",
    "urls",
    "views",
}
# Django finds a command by this name.
SHARED_CLASSES = {"Command"}

# What was said once, and the word that stands for it now.
RETIRED = {
    "absence": "lapsed",
    "Added": "WishEvent",
    "ask_gate": "check_eligibility",
    "attention": "todo_list",
    "Away": "ProgrammeUnavailable",
    "barrier": "refusal",
    "basket": "cart",
    "basket_lines": "cart_lines",
    "behind_the_door": "authentication",
    "besides": "excluding",
    "bon": "voucher",
    "Booking": "attribution",
    "booking": "attribution",
    "boutique": "demo_shop",
    "By": "GroupBy",
    "call_home": "cancel_remainders",
    "call_in": "cancel_unused",
    "callers": "authentication",
    "Capped": "CappedDiscount",
    "colophon": "footer",
    "Coming": "UpcomingLot",
    "Cut": "CappedDiscount",
    "discretion": "log_redaction",
    "door": "middleware",
    "family": "merged_ids",
    "Fate": "RedemptionStatus",
    "fate": "redemption_status",
    "faults": "inconsistencies",
    "forgiven": "adjustment",
    "gate": "eligibility",
    "give_back": "return_points",
    "Given": "DiscountSource",
    "glance": "summary",
    "Guard": "margin_guard",
    "guarding": "margin_guard",
    "hand_back": "requeue",
    "hand_over": "deliver",
    "Handed": "Accepted",
    "handing": "transport",
    "hat": "branding",
    "heap": "allocation",
    "heaps": "allocation",
    "Heard": "DeliveryEvent",
    "hearing": "delivery_events",
    "hearts": "favourites",
    "heed": "apply_answer",
    "in_turn": "by_priority",
    "issue_rest": "issue_remainder",
    "keep_rest": "keep_remainder",
    "keeper": "supervisor",
    "know": "track",
    "left_basket": "abandoned_cart",
    "let_go": "release",
    "letter": "mail, document",
    "letterhead": "branding",
    "letters": "mail types",
    "lock_book": "lock_accounts",
    "LookAnswer": "VoucherDetail",
    "Losses": "ErasureLosses",
    "masthead": "header",
    "means": "payment_method",
    "Means": "PaymentMethod",
    "meet": "load_customers",
    "minting": "activation",
    "misfit": "ineligibility",
    "Never": "PermanentFailure",
    "NotNow": "TemporaryFailure",
    "occasions": "lifecycle",
    "open_book": "lock_accounts",
    "open_books": "lock_accounts",
    "pace": "frequency_cap",
    "parrainage": "referral",
    "part_with": "on_unmerge",
    "place_order": "resolve_products",
    "pour": "allocate",
    "prefer": "set_preferences",
    "program": "programme",
    "promise": "offer message",
    "Promised": "AdvertisedOffer",
    "promising": "earning_summary",
    "proof": "audit",
    "purse": "balance",
    "put_off": "postpone",
    "qualify": "counts",
    "quiet": "quiet_hours",
    "reach": "eligible",
    "restore": "reinstate",
    "rests": "remainders",
    "Round": "ClaimRound",
    "Ruling": "StaffDecision",
    "ruling": "decision",
    "SaidNo": "ProgrammeRefused",
    "saying": "serializers",
    "shelves": "categories",
    "speak": "set_language",
    "survivor": "canonical",
    "switching": "activation",
    "take_back": "claw_back",
    "telling": "serializers, messages, notify",
    "tells": "notifies",
    "ticket": "voucher",
    "Told": "payload",
    "trying": "test_mail",
    "waits": "in_grace",
    "waived": "written_off",
    "wallet": "vouchers page",
    "Way": "Combination",
    "Why": "MoveCause",
    "write_up": "save_outcomes",
    "writing": "save_outcomes",
}
# Words that were given up in one sense and are good in another: the apps that use that one.
RETIRED_BUT_IN: Mapping[str, tuple[str, set[str]]] = {
    "aim": ("target_rank", {"loyalty_site", "reminders"}),
    "Book": ("LockedAccount", {"analytics"}),
    "booked": ("attributed", {"analytics"}),
    "closed": ("outside_hours", {"connectors"}),
    "follow": ("on_merge", {"analytics", "shop"}),
    "forget": ("on_erase", {"connectors", "core"}),
    "home": ("shop_customer", {"core", "demo_shop"}),
    "level": ("tier", {"loyalty_site"}),
    # The HTTP API says so to shops that are connected.
    "levels": ("tiers", {"api"}),
    "owners": ("merging", {"connectors", "tiers", "vouchers"}),
    "place": ("index or shop", {"api", "sharing"}),
    "placed": ("product_resolved", {"demo_shop"}),
    "places": ("index", {"api", "earning", "giftcards"}),
    "rest": ("remainder", {"analytics", "api", "connectors", "portal"}),
    "room": ("headroom", {"connectors", "vouchers"}),
    "sheet": ("customer_overview", {"programme"}),
    "story": ("sequence", {"demo_shop"}),
    "sweep": ("expire_due", {"connectors"}),
    "way": ("combination", {"portal"}),
}


def sources() -> Mapping[Path, ast.Module]:
    """The code of all apps, without migrations; paths from the root."""
    apps = (path.parent for path in ROOT.glob("*/apps.py"))
    files = (path for app in apps for path in app.rglob("*.py"))
    return {
        path.relative_to(ROOT): ast.parse(path.read_text())
        for path in files
        if "migrations" not in path.parts
    }


def app_of(path: Path) -> str:
    return path.parts[0]


def shared_classes(found: Mapping[Path, ast.Module]) -> dict[str, set[str]]:
    """Public classes that several apps define, and which."""
    apps = defaultdict(set)
    for path, tree in found.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                apps[node.name].add(app_of(path))
    return {
        name: where
        for name, where in apps.items()
        if len(where) > 1 and name not in SHARED_CLASSES
    }


def common_basenames(found: Mapping[Path, ast.Module]) -> dict[str, set[str]]:
    """Names of files that more than three apps have, and which."""
    apps = defaultdict(set)
    for path in found:
        apps[path.stem].add(app_of(path))
    return {
        name: where
        for name, where in apps.items()
        if len(where) > 3 and name not in STRUCTURE
    }


def identifiers(path: Path, tree: ast.Module) -> Iterator[str]:
    """Names of the module, its functions, classes, fields and parameters."""
    yield path.stem
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.arg():
                yield node.arg
        if isinstance(node, ast.ClassDef):
            yield from fields(node)


def fields(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        match line:
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=targets):
                yield from (each.id for each in targets if isinstance(each, ast.Name))


def instead_of(name: str, app: str) -> str | None:
    """The word to use instead of this name in this app; None where it may stay."""
    word = name.strip("_")
    good, apps = RETIRED_BUT_IN.get(word, (None, set()))
    return RETIRED.get(word) or (good if app not in apps else None)


def retired(found: Mapping[Path, ast.Module]) -> list[str]:
    return [
        f"{path}: {name}, say {word}"
        for path, tree in found.items()
        for name in identifiers(path, tree)
        if (word := instead_of(name, app_of(path)))
    ]


def test_no_class_is_public_in_two_apps() -> None:
    assert shared_classes(sources()) == {}


def test_no_file_name_stands_in_more_than_three_apps() -> None:
    assert common_basenames(sources()) == {}


def test_no_retired_word_names_anything() -> None:
    assert retired(sources()) == []


def test_a_shared_class_a_common_file_and_a_retired_word_would_be_found() -> None:
    tree = ast.parse("class Fate:\n    quiet: int\n\n\ndef f(pour): ...")
    found = {Path(f"{app}/terms.py"): tree for app in ("a", "b", "c", "d")}

    assert shared_classes(found) == {"Fate": {"a", "b", "c", "d"}}
    assert common_basenames(found) == {"terms": {"a", "b", "c", "d"}}
    assert retired(found)[:3] == [
        "a/terms.py: Fate, say RedemptionStatus",
        "a/terms.py: quiet, say quiet_hours",
        "a/terms.py: pour, say allocate",
    ]


def test_a_word_is_retired_only_where_it_has_no_other_meaning() -> None:
    assert instead_of("level", "tiers") == "tier"
    assert instead_of("levels", "api") is None
