"""The full text of what is said about resources. Whoever changes these columns reads ratsite.lib.fulltext first."""

from ratsite.lib.fulltext import Index

RESOURCES = Index("library_resource", (("title", "A"), ("summary", "B"), ("creators", "C"), ("publisher", "C")))
