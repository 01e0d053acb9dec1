from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LibraryConfig(AppConfig):
    name = "library"

    def ready(self) -> None:
        from library.fulltext import RESOURCE_INDEX
        from ratsite.lib.search.fulltext import restore

        post_migrate.connect(restore(RESOURCE_INDEX), sender=self, weak=False)
