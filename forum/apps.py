import datetime as dt

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self) -> None:
        from forum import words
        from forum.actions.drafting import forget_old_drafts
        from forum.actions.downloading import forget_old_reasons
        from forum.actions.settling import lock_post_of, settle_file
        from forum.review import FlaggedPosts, HeldEdits, HeldPosts
        from forum.telling import PostSource
        from ratsite.files.registry import when_checked
        from ratsite.jobs.registry import register as register_job
        from ratsite.lib.fulltext import restore
        from ratsite.moderation.registry import register
        from ratsite.notifications.registry import register as register_source

        register(HeldPosts())
        register(HeldEdits())
        register(FlaggedPosts())
        register_source(PostSource())
        when_checked(settle_file, lock=lock_post_of)
        register_job("forget old drafts", every=dt.timedelta(days=1), run=forget_old_drafts)
        register_job("forget old reasons for downloads", every=dt.timedelta(days=1), run=forget_old_reasons)
        post_migrate.connect(restore(words.TOPICS, words.POSTS), sender=self, weak=False)
