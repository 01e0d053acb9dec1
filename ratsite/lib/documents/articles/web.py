"""Read articles from HTML and Markdown."""

import re
from html import escape
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from ratsite.lib.documents.articles.text import ADDRESS, Block, Content, single_spaced

MOST_WORDS = 120  # characters of a picture's description that the message about it repeats


def from_html(text: str) -> Content:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return Content(reader.blocks, reader.links, reader.left_out)


def from_markdown(text: str) -> Content:
    return from_html(MarkdownIt("commonmark", {"html": False}).render(text))


class _Reader(HTMLParser):
    """HTML parser that collects the blocks and links of an article, without what a browser does not show."""

    KINDS = {"li": "item", "blockquote": "quote", "h1": "heading", "h2": "heading"} | dict.fromkeys(
        ("h3", "h4", "h5", "h6"), "subheading"
    )
    BLOCKS = (*KINDS, "p", "div", "section", "article", "main", "body", "ul", "ol", "tr", "td", "th", "dt", "dd", "pre")
    HIDDEN = ("script", "style", "template", "head", "noscript", "svg", "nav")
    # Elements that an article cannot have, each with its description for the user. Text of a table becomes paragraphs.
    LOST = {
        "img": "a picture",
        "table": "the rows and columns of a table; its words came in as paragraphs",
        **dict.fromkeys(("iframe", "embed", "object", "video", "audio"), "a film, a sound or something from elsewhere"),
    }
    INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.links: list[str] = []
        self.left_out: list[str] = []
        self._run: list[str] = []
        self._inline: list[str] = []
        self._open: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag, attributes):
        if tag in self.LOST and not self._hidden:
            self._leave_out(self.LOST[tag], dict(attributes))
        if tag in self.HIDDEN:
            self._hidden += 1
        elif tag in self.BLOCKS:
            self._end_block()
            self._open.append(tag)
        elif tag == "br":
            self._run.append(" ")
        elif tag == "a":
            self._start_link(dict(attributes).get("href") or "")
        elif tag in self.INLINE:
            self._start_inline(self.INLINE[tag])

    def handle_endtag(self, tag):
        if tag in self.HIDDEN:
            self._hidden = max(self._hidden - 1, 0)
        elif tag in self.BLOCKS:
            self._end_block()
            if tag in self._open:
                del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]
        elif (name := "a" if tag == "a" else self.INLINE.get(tag)) in self._inline:
            self._end_inline(name)

    def handle_data(self, data):
        if not self._hidden:
            self._run.append(escape(data))

    def close(self):
        super().close()
        self._end_block()

    def _leave_out(self, name, attributes):
        about = single_spaced(attributes.get("alt") or attributes.get("title") or attributes.get("src") or "")
        self.left_out.append(f"{name}: {about[:MOST_WORDS]}" if about else name)

    def _start_link(self, address):
        if ADDRESS.fullmatch(address):
            self.links.append(address)
            self._start_inline("a", f' href="{escape(address)}"')
        elif address and not address.startswith("#") and not self._hidden:
            self.left_out.append(f"a link to {single_spaced(address)[:MOST_WORDS]}; its words came in")

    def _start_inline(self, name, attributes=""):
        if not self._hidden and name not in self._inline:
            self._inline.append(name)
            self._run.append(f"<{name}{attributes}>")

    def _end_inline(self, name):
        while self._inline and self._inline[-1] != name:
            self._run.append(f"</{self._inline.pop()}>")
        self._run.append(f"</{self._inline.pop()}>")

    def _end_block(self):
        while self._inline:
            self._end_inline(self._inline[-1])
        html, self._run = single_spaced("".join(self._run)), []
        if not re.sub(r"<[^>]*>|\s", "", html):
            return
        kind = next((self.KINDS[tag] for tag in reversed(self._open) if tag in self.KINDS), "paragraph")
        if kind != "item":
            self.blocks.append(Block(kind, html))
        elif self.blocks and self.blocks[-1].kind == "list":
            self.blocks[-1].items.append(html)
        else:
            self.blocks.append(Block("list", items=[html], is_ordered="ol" in self._open[-2:]))
