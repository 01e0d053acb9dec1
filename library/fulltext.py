"""The full-text index of resources. Read ratsite.lib.search.fulltext before you change these columns."""

from ratsite.lib.search.fulltext import Index

RESOURCE_INDEX = Index(
    "library_resource",
    (("title", "A"), ("summary", "B"), ("creators", "C"), ("publisher", "C"), ("search_words", "C")),
)
