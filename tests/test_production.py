"""docker-compose.yml, Dockerfile and .env.example say what is there, and all of it."""

import re
import shlex
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def listed() -> set[str]:
    example = (ROOT / ".env.example").read_text()
    return set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))


def read_by_settings() -> set[str]:
    code = (ROOT / "loyalty_site" / "settings.py").read_text()
    return set(re.findall(r'(?:env\.\w+|required)\(\s*"([A-Z_]+)"', code))


def commands() -> dict[str, list[str]]:
    """What starts each process of the product: compose's words, or else the image's."""
    image = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert image
    default = yaml.safe_load(image[1])
    return {
        name: service.get("command", default)
        for name, service in SERVICES.items()
        if "build" in service
    }


def test_every_part_of_production_is_there() -> None:
    assert set(SERVICES) == {"postgres", "redis", "migrate", "web", "worker", "beat"}
    assert set(commands()) == {"migrate", "web", "worker", "beat"}


def test_every_variable_that_is_read_is_explained() -> None:
    in_compose = set(
        re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text())
    )

    assert in_compose <= listed()
    assert read_by_settings() <= listed()


def test_every_variable_that_is_explained_is_read() -> None:
    sources = (ROOT / "loyalty_site").rglob("*.py")
    said = "\n".join([COMPOSE, *(source.read_text() for source in sources)])
    # Whatever begins so is anymail's, by its own name.
    ours = sorted(name for name in listed() if not name.startswith("ANYMAIL_"))

    assert [name for name in ours if name not in said] == []


def test_the_one_table_of_the_clock_ticks_once() -> None:
    assert "deploy" not in SERVICES["beat"]
    assert sum("beat" in command for command in commands().values()) == 1


def test_each_process_is_watched_or_says_that_it_is_not() -> None:
    for name, service in SERVICES.items():
        own = service.get("healthcheck")
        if own is None:
            assert "build" in service, name
            assert "HEALTHCHECK" in DOCKERFILE
        else:
            assert own.get("disable") is True or own["test"][0] in {"CMD", "CMD-SHELL"}, (
                name
            )


def test_migrations_are_over_before_anything_starts() -> None:
    for name in ("web", "worker", "beat"):
        wanted = SERVICES[name]["depends_on"]["migrate"]["condition"]
        assert wanted == "service_completed_successfully"
    assert "lock_timeout" in SERVICES["migrate"]["environment"]["PGOPTIONS"]


def test_commands_name_what_exists() -> None:
    assert commands()["migrate"][:2] == ["python", "manage.py"]
    assert commands()["migrate"][2] in get_commands()
    for name in ("worker", "beat"):
        programme, option, app, *_ = commands()[name]
        assert (programme, option) == ("celery", "--app")
        assert import_module(app).celery_app
        assert name in commands()[name]


def test_the_web_server_finds_its_application_and_its_settings() -> None:
    programme, application, option, config = commands()["web"]

    assert (programme, option) == ("gunicorn", "--config")
    assert import_module(application).application
    assert (ROOT / config).is_file()


def test_processes_have_longer_to_stop_than_they_take() -> None:
    graceful = import_module("loyalty_site.gunicorn").graceful_timeout

    for name in ("web", "worker", "beat"):
        assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > graceful


@pytest.mark.parametrize("name", ["web", "worker"])
def test_watchers_speak_to_the_process_they_watch(name: str) -> None:
    own = SERVICES[name].get("healthcheck")
    words = shlex.split(own["test"][1]) if own else DOCKERFILE

    if name == "web":
        assert "http://127.0.0.1:8000/healthz" in words
        assert SERVICES[name]["environment"]["PORT"] == "8000"
    else:
        assert words[:3] == ["celery", "--app", "loyalty_site"]
        assert "--hostname" not in commands()[name]
