from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "ratsite.search"
    label = "search"

    def ready(self) -> None:
        from ratsite.search import personal_data
        from ratsite.search.pages import PageSource
        from ratsite.search.posts import PostSource
        from ratsite.search.registry import register
        from ratsite.search.resources import ResourceSource

        register(PageSource())
        register(PostSource())
        register(ResourceSource())
        personal_data.register_all()
