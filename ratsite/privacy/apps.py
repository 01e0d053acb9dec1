import datetime as dt

from django.apps import AppConfig


class OwnDataConfig(AppConfig):
    name = "ratsite.privacy"
    label = "owndata"

    def ready(self) -> None:
        from ratsite.jobs.registry import register as register_job
        from ratsite.moderation.log import register_aimless, register_discreet, register_family
        from ratsite.moderation.registry import register_listed
        from ratsite.notifications.registry import register as register_source
        from ratsite.privacy.actions.erase import take_up_erasures
        from ratsite.privacy.actions.make_copy import forget_old_copies, make_forgotten_copies
        from ratsite.privacy.integrations import personal_data
        from ratsite.privacy.integrations.notifications import CopySource
        from ratsite.privacy.integrations.review_queue import Erasures

        personal_data.register_all()
        register_source(CopySource())
        register_listed(Erasures())
        register_family("owndata.", "People’s data")
        register_discreet("owndata.hold.")
        register_aimless("owndata.address.")
        register_job("forget old copies", every=dt.timedelta(hours=1), run=forget_old_copies)
        register_job("make forgotten copies", every=dt.timedelta(minutes=30), run=make_forgotten_copies)
        register_job("take up erasures", every=dt.timedelta(minutes=30), run=take_up_erasures)
