import datetime as dt

from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self) -> None:
        from forum.actions.drafting import forget_old_drafts
        from forum.review import HeldPosts
        from ratsite.jobs.registry import register as register_job
        from ratsite.moderation.registry import register

        register(HeldPosts())
        register_job("forget old drafts", every=dt.timedelta(days=1), run=forget_old_drafts)
