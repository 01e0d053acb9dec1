from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FilesConfig(AppConfig):
    name = "ratsite.files"
    label = "files"

    def ready(self) -> None:
        from ratsite.files.fulltext import FILE_TEXTS
        from ratsite.lib.search.fulltext import restore

        post_migrate.connect(restore(FILE_TEXTS), sender=self, weak=False)
