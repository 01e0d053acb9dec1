from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self) -> None:
        from forum.review import HeldPosts
        from ratsite.moderation.registry import register

        register(HeldPosts())
