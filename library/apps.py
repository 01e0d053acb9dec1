from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LibraryConfig(AppConfig):
    name = "library"

    def ready(self) -> None:
        from library import own_data
        from library.words import RESOURCES
        from ratsite.lib.fulltext import restore

        post_migrate.connect(restore(RESOURCES), sender=self, weak=False)
        own_data.register_all()
