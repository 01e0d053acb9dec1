"""The full-text indexes of topics and posts. Read ratsite.lib.search.fulltext before you change these columns."""

from ratsite.lib.search.fulltext import Index

TOPIC_INDEX = Index("forum_topic", (("title", "A"),))
POST_INDEX = Index("forum_post", (("source", "B"),))
