"""The full text of what is said about resources. Whoever changes these columns reads ratsite.lib.search.fulltext first.
"""

from ratsite.lib.search.fulltext import Index

RESOURCES = Index("library_resource", (("title", "A"), ("summary", "B"), ("creators", "C"), ("publisher", "C")))
