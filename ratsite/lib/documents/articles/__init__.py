"""Read an article from plain text, Markdown, HTML or Word without losing or adding a word.

Pure functions: bytes in, an Article out. A file that cannot be read raises ArticleError with a message for the user.
"""

from ratsite.lib.documents.articles.meaning import Article, recognise
from ratsite.lib.documents.articles.text import ArticleError, Block, decode, from_lines
from ratsite.lib.documents.articles.web import from_html, from_markdown
from ratsite.lib.documents.articles.word import from_word

__all__ = ["MAX_BYTES", "Article", "ArticleError", "Block", "read_article"]

MAX_BYTES = 5 * 1024 * 1024  # a long book has one million characters, and even with its markup it is smaller than this


def read_article(content: bytes, name: str) -> Article:
    """Return the article in a file. Raises ArticleError if it cannot be read.

    name: the file's name; its extension says which format the file has.
    """
    if len(content) > MAX_BYTES:
        raise ArticleError("This file is larger than 5 MB. An article's text is far smaller: remove its pictures.")
    if not content.strip():
        raise ArticleError("This file is empty.")
    suffix = name.lower().rpartition(".")[2]
    if suffix == "docx":
        found = from_word(content)
    elif suffix in ("html", "htm"):
        found = from_html(decode(content))
    elif suffix in ("md", "markdown"):
        found = from_markdown(decode(content))
    elif suffix in ("txt", "text"):
        found = from_lines(decode(content))
    else:
        raise ArticleError("Give a file that ends in .txt, .md, .html or .docx.")
    article = recognise(found.blocks, found.links)
    lost = (block for block in article.blocks if block.kind not in ("paragraph", "list") and "<a " in block.html)
    article.left_out = [*found.left_out, *(f"a link in a {block.kind}: {block.text[:80]}" for block in lost)]
    return article
