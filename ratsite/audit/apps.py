from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class AuditConfig(AppConfig):
    name = "ratsite.audit"
    label = "audit"

    def ready(self) -> None:
        """Connect a receiver that seals each new log entry, because Wagtail writes some entries itself."""
        from ratsite.audit.seals import on_model_entry, on_page_entry
        from ratsite.lib.db.append_only import restore

        post_save.connect(on_model_entry, sender="wagtailcore.ModelLogEntry")
        post_save.connect(on_page_entry, sender="wagtailcore.PageLogEntry")
        post_migrate.connect(restore("audit_logseal", deleting=True), sender=self, weak=False)
