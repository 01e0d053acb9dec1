"""Old phrases stay off the screen: docs/content-style.md has the words to write instead."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

APPS = ("ratsite", "forum", "library")
TEXTS = ("templates/**/*.html", "templates/**/*.txt", "ratsite/pages/content/*.toml")
COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)

# A space means any white space: a sentence may be broken over lines.
REFUSED = (
    r"told the moderators of nothing",
    r"Too little was held",
    r"Of no kind that we list",
    r"so many mails",
    r"not on catch-up either",
    r"in my usual mail",
    r"Why did I get a mail",
    r">Being told<|“Being told”|, being told,",
    r"no private person’s",
    r"calls somebody by name",
    r"needs? another look",
    r"password do not go together",
    r"show that it is you who has it",
    r"decide all the same",
    r"what follows from another one",
    r"Right until|counts as right until",
    r"or fit to be",
    r"a case that is going on",
    r"What you typed is not\b",
    r"five minutes nobody asks",
    r"You in the network",
    r"\b(?:B|[Aa]sk(?:s|ed)? to b)e erased\b",
    r"\bWhat went\b",
    r"[Hh]ow joining goes",
    r"\bNobody waits\.",
    r"(?:nobody|somebody)(?: private)? can be known by",
    r"catch-up page anyway",
    r"What can be chosen here",
    r"choices and results of their own",
    r"> ?(?:Keep it|Not now|Not yet|Stay|Stay as I am) ?<",
    r"> ?Leave (?:it|them)(?: as (?:it|they) (?:was|were|is)| so| waiting)? ?<",
    r"Ask nothing",
    r"guess that wants checking",
    r"Act on the author",
    r"<span>Goes on ",
    r"An editor reads it",
    r"[Tt]ell the moderators",
    r"goes up by itself|post-room",
    r"\b[Ss]teward",
    r"\b[Ee]-mail",
    # In the word lists of the identifier check a bar is next to it.
    r"(?<!\|)\b[Pp]lease\b(?!\|)",
    r"\bsnag\b",
    # An "email"; in the names of code a letter, point, dash or colon is next to it.
    r"(?<![-./:_@'\w])[Mm]ail(?:s|ed)?(?![-/_@'\w(:=]|\.\w)",
    # "Is", "says", "is listed", "appears".
    r"\b(?:it|they|what|that|those|both|which) stands?\b",
    r"\bstands? (?:here|there|still|below|beside|between|first|in|on|at|under|open|above|for|alone|nowhere|now|as)\b",
    r"\bstood (?:here|there|so)\b",
    r"\b[Dd]ecid(?:e|es|ing) about\b",
    r", also (?:if|when)\b",
    r"\b(?:of|by|from) two main remits\b",
    # "Someone else changed this after you opened this page".
    r"\bAnother (?:person|curator|coordinator|editor) (?:has )?(?:just )?(?:changed|decided|recorded|saved)\b",
    r"while you had (?:it|this page|the page) open",
    # Of old topics: another page is the review queue.
    r"Due for review",
    r"Hand it over to another agency",
    # On pages that curators and coordinators read, too.
    r"leave it to another moderator",
)
ALLOWED = (
    r"does not stand in for",  # the terms: to do the work of somebody else
    r"^id person [\w ]+$",  # names of fields
    r"^a address an and at by contact e-mail [\w -]+$",  # words that people write before an address
    r"^steward_notes$",
    r"^Please type your current password\.$",  # Django's, which ratsite.lib.forms replaces
    r"on or our please reach",  # words that people write before an address
    r"^snag$",  # a stored value
    # In code, logs and the names of rows in the admin.
    r"^(?:mail|Mail|mails|waiting mail|mail choices|deliver waiting mail|mail %s was not taken: %s)\s?$",
)
OLD = re.compile("|".join(f"(?:{words})" for words in REFUSED).replace(" ?", r"\s*").replace(" ", r"\s+"))
FINE = re.compile("|".join(ALLOWED).replace(" ", r"\s+"))

MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}  # functions that mark a text for translation
MARKED = re.compile(
    r"""\{% translate (?P<quote>["'])(.*?)(?P=quote)|(?<![\w.])_\("(.*?)"\)"""
    r"|\{% blocktranslate.*?%\}(.*?)(?:\{% plural %\}(.*?))?\{% endblocktranslate %\}",
    re.DOTALL,
)
TAG = re.compile(r"</?\w[^>]*>")
PLACEHOLDER = r"(?:\{\{[^}]*\}\}|%\(\w+\)s|%s|_+)"
TWO_SENTENCES = re.compile(r"[.?!]”?\s+[“A-Z%{].*[^.:?!…;]$")
ENDS_WELL = re.compile(
    r"[.?!…]”$"  # a quoted sentence
    rf"|: {PLACEHOLDER}+(?:/contact/|/join/)?$"  # a name, a reason or an address after a colon
    r"|\.(?:</strong>)? \{\{ (?:reason|rule|why_not) \}\}$|\. %\((?:reason|hold|how|url)\)s$"  # a sentence
    r"|</(?:a|span)>$"  # a link of its own after the text
    r"|^“%\(\w+\)s”\. Before, it was "  # the last words of a line about a change
)


def test_old_phrases_stay_off_the_screen():
    offenders = [
        f"{path}:{line + text.count(chr(10), 0, found.start())}: {' '.join(found[0].split())}"
        for path, line, text in [*_texts(), *_constants()]
        for found in OLD.finditer(FINE.sub(_blank, text))
    ]
    assert offenders == [], "docs/content-style.md has better words for:\n" + "\n".join(offenders)


def test_a_text_of_two_sentences_ends_in_a_full_stop():
    texts = [(path, line, " ".join(text.split())) for path, line, text in [*_marked_texts(), *_marked_constants()]]
    offenders = [
        f"{path}:{line}: {text}"
        for path, line, text in texts
        if TWO_SENTENCES.search(TAG.sub("", text)) and not ENDS_WELL.search(text)
    ]
    assert len(texts) > 4000
    assert offenders == []


def _marked_texts() -> Iterator[tuple[Path, int, str]]:
    """Texts of templates that are marked for translation."""
    for path, _line, text in _texts():
        for found in MARKED.finditer(text):
            line = 1 + text.count("\n", 0, found.start())
            yield from ((path, line, part) for part in found.groups()[1:] if part)


def _marked_constants() -> Iterator[tuple[Path, int, str]]:
    """Texts of the product's code that are marked for translation."""
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                texts = [text for text in node.args[:2] if isinstance(text, ast.Constant)]
                yield from ((path, text.lineno, text.value) for text in texts)


def _texts() -> Iterator[tuple[Path, int, str]]:
    for pattern in TEXTS:
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            yield path, 1, COMMENT.sub(_blank, path.read_text())


def _constants() -> Iterator[tuple[Path, int, str]]:
    """Strings in the product's code, docstrings left out; an f-string comes in pieces."""
    for path, tree in _trees():
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                yield path, node.lineno, node.value


@cache
def _trees() -> list[tuple[Path, ast.Module]]:
    paths = [path for app in APPS for path in sorted((settings.BASE_DIR / app).rglob("*.py"))]
    # Without what makemigrations copied from the models.
    paths = [path for path in paths if "migrations" not in path.parts or not path.name.endswith("_initial.py")]
    return [(path, ast.parse(path.read_text())) for path in paths]


def _blank(found: re.Match) -> str:
    """Keep only the line breaks, so that line numbers stay right."""
    return re.sub(r"\S", "·", found[0])
