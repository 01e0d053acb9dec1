from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SanctionsConfig(AppConfig):
    name = "ratsite.sanctions"
    label = "sanctions"

    def ready(self) -> None:
        from ratsite.lib.db.append_only import restore

        post_migrate.connect(restore("sanctions_note"), sender=self, weak=False)
