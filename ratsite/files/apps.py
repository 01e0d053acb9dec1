import datetime as dt

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "ratsite.files"
    label = "files"

    def ready(self) -> None:
        from ratsite.files.actions import check_forgotten
        from ratsite.jobs.registry import register

        register("check forgotten files", every=dt.timedelta(minutes=10), run=check_forgotten)
