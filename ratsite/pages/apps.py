from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PagesConfig(AppConfig):
    name = "ratsite.pages"
    label = "pages"

    def ready(self) -> None:
        from ratsite.lib.db.append_only import restore
        from ratsite.lib.main_helpline import set_loader
        from ratsite.pages.models import Helpline

        set_loader(Helpline.main_number)
        post_migrate.connect(restore("pages_correction"), sender=self, weak=False)
