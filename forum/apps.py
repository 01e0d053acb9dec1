from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self) -> None:
        from forum import words
        from forum.review import HeldPosts
        from ratsite.lib.fulltext import restore
        from ratsite.moderation.registry import register

        register(HeldPosts())
        post_migrate.connect(restore(words.TOPICS, words.POSTS), sender=self, weak=False)
