import datetime as dt

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LibraryConfig(AppConfig):
    name = "library"

    def ready(self) -> None:
        from library import own_data, words
        from library.actions.downloading import forget_old_reasons
        from library.log import RESOURCES
        from library.looking import why_refused
        from library.review import OverdueResources
        from library.second_looks import SecondLooks
        from library.telling import LookSource
        from ratsite.files.registry import refuse_when
        from ratsite.jobs.registry import register as register_job
        from ratsite.lib.fulltext import restore
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
        post_migrate.connect(restore(words.RESOURCES), sender=self, weak=False)
        own_data.register_all()
