from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LibraryConfig(AppConfig):
    name = "library"

    def ready(self) -> None:
        from library import words
        from library.log import RESOURCES
        from library.review import OverdueResources
        from ratsite.lib.fulltext import restore
        from ratsite.moderation.log import register_family, register_kind
        from ratsite.moderation.registry import register

        register(OverdueResources())
        register_kind(RESOURCES)
        register_family("library.", "The library")
        post_migrate.connect(restore(words.RESOURCES), sender=self, weak=False)
