import datetime as dt

from django.apps import AppConfig


class OwnDataConfig(AppConfig):
    name = "ratsite.owndata"
    label = "owndata"

    def ready(self) -> None:
        from ratsite.jobs.registry import register as register_job
        from ratsite.moderation.log import register_aimless, register_discreet, register_family
        from ratsite.moderation.registry import register_listed
        from ratsite.notifications.registry import register as register_source
        from ratsite.owndata import own_data
        from ratsite.owndata.actions.copying import forget_old_copies, make_forgotten_copies
        from ratsite.owndata.actions.erasing import take_up_erasures
        from ratsite.owndata.review import Erasures
        from ratsite.owndata.telling import CopySource

        own_data.register_all()
        register_source(CopySource())
        register_listed(Erasures())
        register_family("owndata.", "People’s data")
        register_discreet("owndata.hold.")
        register_aimless("owndata.address.")
        register_job("forget old copies", every=dt.timedelta(hours=1), run=forget_old_copies)
        register_job("make forgotten copies", every=dt.timedelta(minutes=30), run=make_forgotten_copies)
        register_job("take up erasures", every=dt.timedelta(minutes=30), run=take_up_erasures)
