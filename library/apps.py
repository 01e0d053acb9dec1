from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LibraryConfig(AppConfig):
    name = "library"

    def ready(self) -> None:
        from library.fulltext import RESOURCES
        from ratsite.lib.search.fulltext import restore

        post_migrate.connect(restore(RESOURCES), sender=self, weak=False)
