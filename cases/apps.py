from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from .checks import outside_services_are_real


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Case work")

    def ready(self) -> None:
        register(outside_services_are_real, Tags.security, deploy=True)
