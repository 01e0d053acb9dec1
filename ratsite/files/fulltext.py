"""The full text of files, a row for each page. Whoever changes the column reads ratsite.lib.search.fulltext first."""

from ratsite.lib.search.fulltext import Index

FILE_TEXTS = Index("files_filetext", (("text", "B"),))
