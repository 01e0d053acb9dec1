from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self) -> None:
        from forum.fulltext import POSTS, TOPICS
        from ratsite.lib.search.fulltext import restore

        post_migrate.connect(restore(TOPICS, POSTS), sender=self, weak=False)
