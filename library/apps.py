from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class LibraryConfig(AppConfig):
    name = "library"

    def ready(self) -> None:
        from library.fulltext import RESOURCE_INDEX
        from library.system_checks import curators_of_circles
        from ratsite.lib.search.fulltext import restore

        register(curators_of_circles, Tags.database)
        post_migrate.connect(restore(RESOURCE_INDEX), sender=self, weak=False)
