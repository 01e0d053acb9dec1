from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self) -> None:
        from forum.fulltext import POST_INDEX, TOPIC_INDEX
        from ratsite.lib.search.fulltext import restore

        post_migrate.connect(restore(TOPIC_INDEX, POST_INDEX), sender=self, weak=False)
