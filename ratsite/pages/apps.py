import datetime as dt

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "ratsite.pages"
    label = "pages"

    def ready(self) -> None:
        from ratsite.jobs.registry import register
        from ratsite.moderation.kept_out import register_published
        from ratsite.pages import personal_data
        from ratsite.pages.actions.receive_message import forget_old_messages
        from ratsite.pages.contacts import published_contacts

        register("forget old messages", every=dt.timedelta(days=1), run=forget_old_messages)
        register_published(published_contacts)
        personal_data.register_all()
