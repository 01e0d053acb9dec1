from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save, pre_save


class AuditConfig(AppConfig):
    name = "ratsite.audit"
    label = "audit"

    def ready(self) -> None:
        """Connect receivers that remove editors' remarks from new log entries, and that seal each entry.

        They are signal receivers because Wagtail writes some entries itself.
        """
        from ratsite.audit.seals import drop_remarks, on_model_entry, on_page_entry
        from ratsite.lib.db.append_only import restore

        pre_save.connect(drop_remarks, sender="wagtailcore.PageLogEntry")
        post_save.connect(on_model_entry, sender="wagtailcore.ModelLogEntry")
        post_save.connect(on_page_entry, sender="wagtailcore.PageLogEntry")
        post_migrate.connect(restore("audit_logseal", deleting=True), sender=self, weak=False)
