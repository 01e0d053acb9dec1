"""The full text of topics and posts. Whoever changes these columns reads ratsite.lib.search.fulltext first."""

from ratsite.lib.search.fulltext import Index

TOPICS = Index("forum_topic", (("title", "A"),))
POSTS = Index("forum_post", (("source", "B"),))
