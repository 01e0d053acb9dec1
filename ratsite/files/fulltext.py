"""The full-text index of files' texts, with a row for each page of a file.

Read ratsite.lib.search.fulltext before changing the column.
"""

from ratsite.lib.search.fulltext import Index

FILE_TEXTS = Index("files_filetext", (("text", "B"),))
