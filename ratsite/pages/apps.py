from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PagesConfig(AppConfig):
    name = "ratsite.pages"
    label = "pages"

    def ready(self) -> None:
        from ratsite.lib.db.append_only import restore
        from ratsite.lib.main_helpline import set_loader
        from ratsite.pages.forms.page import PublicPageForm
        from ratsite.pages.models import Helpline
        from ratsite.pages.models.public import PublicPage

        set_loader(Helpline.main_number)
        PublicPage.base_form_class = PublicPageForm  # the models cannot import it: a form knows its models
        post_migrate.connect(restore("pages_correction"), sender=self, weak=False)
