import datetime as dt

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FilesConfig(AppConfig):
    name = "ratsite.files"
    label = "files"

    def ready(self) -> None:
        from ratsite.files import personal_data
        from ratsite.files.actions import check_forgotten, read_forgotten
        from ratsite.files.fulltext import FILE_TEXTS
        from ratsite.jobs.registry import register
        from ratsite.lib.search.fulltext import restore

        register("check forgotten files", every=dt.timedelta(minutes=10), run=check_forgotten)
        register("read files' text", every=dt.timedelta(minutes=10), run=read_forgotten)
        post_migrate.connect(restore(FILE_TEXTS), sender=self, weak=False)
        personal_data.register_all()
