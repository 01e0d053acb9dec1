import datetime as dt

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class ModerationConfig(AppConfig):
    name = "ratsite.moderation"
    label = "moderation"

    def ready(self) -> None:
        """Seals follow a signal because Wagtail writes entries of its own: there the framework is the caller."""
        from ratsite.accounts.views.refusal import explain_with
        from ratsite.jobs.registry import register as register_job
        from ratsite.lib.db.append_only import restore
        from ratsite.moderation import own_data
        from ratsite.moderation.actions.agency_notes import let_go
        from ratsite.moderation.agency_notes import AgencyNotes
        from ratsite.moderation.appealing import why_suspended
        from ratsite.moderation.applications import Applications
        from ratsite.moderation.kinds import AGENCIES, PEOPLE, TERMS
        from ratsite.moderation.log import register_family, register_kind
        from ratsite.moderation.registry import register, register_listed
        from ratsite.moderation.review import Appeals
        from ratsite.moderation.sealing import on_model_entry, on_page_entry
        from ratsite.moderation.telling import MessageSource, NotesSource
        from ratsite.moderation.watching import watch_log
        from ratsite.network.actions import when_overtaken
        from ratsite.notifications.registry import register as register_source

        post_save.connect(on_model_entry, sender="wagtailcore.ModelLogEntry")
        post_save.connect(on_page_entry, sender="wagtailcore.PageLogEntry")
        register_kind(PEOPLE)
        register_kind(TERMS)
        register_kind(AGENCIES)
        register_family("accounts.", "Membership")
        register_family("moderation.sanction.", "Sanctions")
        register_family("network.", "Agencies")
        register_family("moderation.note.", "Notes")
        register_family("moderation.message.", "Messages")
        register_source(MessageSource())
        register_source(NotesSource())
        register(Appeals())
        register(AgencyNotes())
        when_overtaken(let_go)
        register_listed(Applications())
        explain_with(why_suspended)
        register_job("verify the log", every=dt.timedelta(days=1), run=watch_log)
        post_migrate.connect(restore("moderation_logseal", deleting=True), sender=self, weak=False)
        post_migrate.connect(restore("moderation_note"), sender=self, weak=False)
        own_data.register_all()
