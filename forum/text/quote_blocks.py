"""Block quotes in a typed text: where they are, which posts they link to, and the slots that a post stores instead."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from forum.models import Quotation
from ratsite.lib.markup import markdown

PERMALINK = re.compile(r"/forum/posts/(\d{1,8})/?")
# The first line of a quote of a post, such as "> [Post 3](/forum/posts/12/):", and text that follows on this line.
HEAD = re.compile(r" {0,3}> ?\[(?:\\.|[^\[\]\\])*\]\(([^()\s]+)\)(?: wrote)?:?[ \t]*(.*)")
BLOCK_LINE = re.compile(r"^ {0,3}> ?")


@dataclass(frozen=True)
class Block:
    """A block quote as typed: the lines from `start` up to, but not including, `end`.

    - post_id: the id of the post to which the block's first line (its head) links; None if the block has no head.
    - linked: the ids of the posts to which the block links. With a head, it is only post_id: all other links are part
      of the quoted text.
    """

    start: int
    end: int
    post_id: int | None
    linked: tuple[int, ...]
    text: str
    is_nested: bool


def blocks_of(source: str) -> Iterator[Block]:
    """Yield the block quotes in a typed text in order."""
    lines = markdown.lines_of(source)
    for block in markdown.block_quotes(source):
        end = block.start
        while end < block.end and BLOCK_LINE.match(lines[end]):  # lines without ">" are the writer's own
            end += 1
        inner = [BLOCK_LINE.sub("", line) for line in lines[block.start : end]]
        head = None if block.is_nested else HEAD.fullmatch(lines[block.start])
        post_id = post_id_of(head[1]) if head else None
        if head and post_id:
            text = "\n".join([head[2], *inner[1:]]).strip()
            yield Block(block.start, end, post_id, (post_id,), text, is_nested=False)
        else:
            linked = tuple(pk for pk in map(post_id_of, block.links) if pk)
            yield Block(block.start, end, None, linked, "\n".join(inner).strip(), block.is_nested)


def with_slots(source: str, quoted: Iterable[tuple[Block, Quotation]]) -> str:
    """Return the typed text with a slot, as a paragraph of its own, in place of each of these blocks.

    quoted: the blocks in the order of the text, each with the quotation that its slot refers to.
    """
    lines, lines_kept, place = markdown.lines_of(source), [], 0
    for block, quotation in quoted:
        lines_kept += lines[place : block.start]
        lines_kept += [*([""] if lines_kept and lines_kept[-1].strip() else []), f"[>{quotation.key}]"]
        place = block.end
        lines_kept += [""] if place < len(lines) and lines[place].strip() else []
    return "\n".join(lines_kept + lines[place:])


def has_head_outside(source: str, blocks: Collection[Block]) -> bool:
    """True if a line outside the block quotes looks like the first line of a quote (its head), for example inside code.

    Such a text is refused, because the words below the head would be stored as a copy of the quoted post.
    """
    inside = {place for block in blocks for place in range(block.start, block.end)}
    heads = (
        HEAD.fullmatch(line.lstrip()) for place, line in enumerate(markdown.lines_of(source)) if place not in inside
    )
    return any(head and post_id_of(head[1]) for head in heads)


def each_slot_once(source: str) -> str:
    """Return the text without repeated slots: each would show the same quote again."""
    seen: set[str] = set()

    def first(slot: re.Match[str]) -> str:
        is_new = slot[1] not in seen
        seen.add(slot[1])
        return slot[0] if is_new else ""

    return markdown.SLOT.sub(first, source) if "[>" in source else source


def post_id_of(link: str) -> int | None:
    """Return the id of the post to which a link leads, on any site; None if it does not lead to a post."""
    match = PERMALINK.fullmatch(path_of(link))
    return int(match[1]) if match else None


def path_of(link: str) -> str:
    """Return the path of a link; "" if the link cannot be parsed."""
    try:
        return urlsplit(link).path
    except ValueError:
        return ""
