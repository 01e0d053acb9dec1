from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LibraryConfig(AppConfig):
    name = "library"

    def ready(self) -> None:
        from library.review import OverdueResources
        from library.words import RESOURCES
        from ratsite.lib.fulltext import restore
        from ratsite.moderation.registry import register

        register(OverdueResources())
        post_migrate.connect(restore(RESOURCES), sender=self, weak=False)
