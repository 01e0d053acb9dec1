"""Compare two texts word by word, as safe HTML with <del> and <ins>."""

import re
from difflib import SequenceMatcher

from django.utils.safestring import SafeString

from ratsite.lib.markup.tagged_text import tagged_text

LINE = re.compile(r"\n|[^\n]+")
WORD = re.compile(r"\s+|[^\s]+")
# Most pairs, of lines or of words, compared at once: the time grows with the product of both lengths. For a longer
# passage the whole old text is shown and then the whole new one.
MOST_COMPARED = 500**2
# Pairs of words compared in all passages of one text together; later passages are shown whole.
MOST_IN_ALL = 2 * MOST_COMPARED


def difference(before: str, after: str) -> SafeString:
    """Compare two texts: return the new text as HTML, with removed words in <del> and added words in <ins>.

    The texts are compared paragraph by paragraph, and word by word inside a changed paragraph. Line breaks stay in the
    HTML, for CSS to show.
    """
    old, new = LINE.findall(before), LINE.findall(after)
    if len(old) * len(new) > MOST_COMPARED:
        old, new = [before], [after]
    parts: list[tuple[str, str]] = []
    pairs_left = MOST_IN_ALL
    for kind, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        was, now = "".join(old[i:j]), "".join(new[k:m])
        removed, added = WORD.findall(was), WORD.findall(now)
        cost = len(removed) * len(added)
        if kind == "equal":
            parts.append(("", was))
        elif 0 < cost <= min(MOST_COMPARED, pairs_left):
            pairs_left -= cost
            parts += _words(removed, added)
        else:
            parts += _whole(was, now)
    return tagged_text(parts)


def _words(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    parts = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        was, now = "".join(old[i:j]), "".join(new[k:m])
        parts += [("", was)] if kind == "equal" else _whole(was, now)
    return parts


def _whole(before: str, after: str) -> list[tuple[str, str]]:
    return [(tag, text) for tag, text in (("del", before), ("ins", after)) if text]
