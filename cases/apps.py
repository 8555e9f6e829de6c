from django.apps import AppConfig
from django.core.checks import Tags, register

from .checks import outside_services_are_real


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        register(outside_services_are_real, Tags.security, deploy=True)
