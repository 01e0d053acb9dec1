import datetime as dt

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self) -> None:
        from forum import fulltext
        from forum.actions.give_reason import forget_old_reasons
        from forum.actions.manage_boards import take_off_boards
        from forum.actions.retain import take_up_names
        from forum.actions.save_draft import forget_old_drafts
        from forum.actions.settle_file import lock_post_of, settle_file, why_closed
        from forum.integrations import personal_data
        from forum.integrations.audit_log import BOARDS, POSTS, TOPICS
        from forum.integrations.notifications import ActSource, PostSource, RevealSource
        from forum.integrations.review_queue import FlaggedPosts, HeldEdits, HeldPosts
        from forum.rules import a_board_bars_own_agency
        from ratsite.accounts.enums import Role
        from ratsite.accounts.trust import take_back_with
        from ratsite.files.registry import when_checked
        from ratsite.jobs.registry import register as register_job
        from ratsite.lib.search.fulltext import restore
        from ratsite.moderation.log import register_family, register_kind
        from ratsite.moderation.registry import register
        from ratsite.moderation.rules import bar_own_agency_where
        from ratsite.notifications.registry import register as register_source

        bar_own_agency_where(a_board_bars_own_agency)
        register(HeldPosts())
        register(HeldEdits())
        register(FlaggedPosts())
        register_kind(POSTS)
        register_kind(TOPICS)
        register_kind(BOARDS)
        register_family("forum.post.", "Posts")
        register_family("forum.edit.", "Edits")
        register_family("forum.topic.", "Topics")
        register_family("forum.file.", "Files of posts")
        register_family("forum.board.", "Boards")
        register_source(PostSource())
        register_source(RevealSource())
        register_source(ActSource())
        take_back_with(Role.MODERATOR, take_off_boards)
        when_checked(settle_file, lock=lock_post_of, look=why_closed)
        register_job("forget old drafts", every=dt.timedelta(days=1), run=forget_old_drafts)
        register_job("forget old reasons for downloads", every=dt.timedelta(days=1), run=forget_old_reasons)
        register_job("take names off", every=dt.timedelta(hours=1), run=take_up_names)
        post_migrate.connect(restore(fulltext.TOPICS, fulltext.POSTS), sender=self, weak=False)
        personal_data.register_all()
