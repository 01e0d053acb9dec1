import datetime as dt

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LibraryConfig(AppConfig):
    name = "library"

    def ready(self) -> None:
        from library import fulltext
        from library.actions.give_reason import forget_old_reasons
        from library.identifier_check import why_refused
        from library.integrations import personal_data
        from library.integrations.audit_log import RESOURCES
        from library.integrations.notifications import LookSource
        from library.integrations.review_queue import OverdueResources, SecondLooks
        from ratsite.files.registry import refuse_when
        from ratsite.jobs.registry import register as register_job
        from ratsite.lib.search.fulltext import restore
        from ratsite.moderation.log import register_family, register_kind
        from ratsite.moderation.registry import register
        from ratsite.notifications.registry import register as register_source

        register(OverdueResources())
        register(SecondLooks())
        register_source(LookSource())
        refuse_when(why_refused)
        register_kind(RESOURCES)
        register_family("library.", "The library")
        register_job("forget old reasons for files", every=dt.timedelta(days=1), run=forget_old_reasons)
        post_migrate.connect(restore(fulltext.RESOURCES), sender=self, weak=False)
        personal_data.register_all()
