from django.apps import AppConfig
from django.core.checks import register

from authorities.checks import check_rules


class AuthoritiesConfig(AppConfig):
    name = "authorities"

    def ready(self) -> None:
        register(check_rules)
