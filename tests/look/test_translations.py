"""Every text on screen and in emails is marked for translation where it is written."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("ratsite", "forum", "library")
# The network, and formats of references: the same in every language.
NAMES = re.compile(r"\b(?:RAT Network|BibTeX|CSL-JSON|RIS)\b")
WORD = re.compile(r"[^\W\d_]{2,}")

# Templates

# Shown to nobody who needs a translation, or printed when nothing of Django runs.
UNMARKED = re.compile(r"styleguide(_charts)?.html|components/sheet/|500.html|503.html")
TOKEN = re.compile(r"({%.*?%}|{{.*?}}|{#.*?#})", re.DOTALL)
MARKED_BLOCKS = ("blocktranslate", "comment", "verbatim")
SPOKEN_ATTRIBUTES = ("alt", "aria-label", "aria-description", "label", "placeholder", "title")
UNSPOKEN_ELEMENTS = ("script", "style", "code", "kbd", "svg")
# In a tag: a literal that is not in _("…"), and begins with a capital or has two words.
LITERAL = re.compile(r"""(?<!_\()(?P<quote>["'])(?P<text>[A-Z][a-z][^"'/]*|[a-z]+ [^"'/]*)(?P=quote)""")
TAGS_OF_NAMES = ("translate", "load", "extends", "url", "static", "block", "endblock")
COMPARED = re.compile(r"(?:==|!=|\bin|\bnow|date:|time:|stringformat:|class(?:es)?=|id=|name=|add:|setvar \w+)\s*$")


class Page(HTMLParser):
    """Collects the text that people see or hear."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []
        self.unspoken: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in UNSPOKEN_ELEMENTS:
            self.unspoken.append(tag)
        values = dict(attrs)
        is_button = values.get("type") in ("submit", "button")
        is_description = values.get("name") == "description"
        for name, value in attrs:
            spoken = (
                name in SPOKEN_ATTRIBUTES
                or (name.startswith("data-") and " " in (value or "").strip())
                or (name == "value" and is_button)
                or (name == "content" and is_description)
            )
            if spoken and WORD.search(value or ""):
                self.found.append(f'{name}="{value}"')

    def handle_endtag(self, tag):
        if tag in self.unspoken:
            self.unspoken.remove(tag)

    def handle_data(self, data):
        if not self.unspoken and WORD.search(NAMES.sub("", data)):
            self.found.append(" ".join(data.split()))


def unmarked_in_template(source: str) -> list[str]:
    texts, found, block = [], [], ""
    for part in TOKEN.split(source):
        name = part[2:-2].split()[0] if part.startswith("{%") else ""
        if block:
            block = "" if name == f"end{block}" else block
        elif name in MARKED_BLOCKS:
            block = name
        elif name == "block" and part.split()[2].endswith("_class"):
            block = name  # names of CSS classes
        elif part.startswith("{{") or (name and name not in TAGS_OF_NAMES):
            literals = LITERAL.finditer(part)
            found += [one["text"] for one in literals if not COMPARED.search(part[: one.start()])]
        elif not part.startswith("{"):
            texts.append(part)
    page = Page()
    page.feed("".join(texts))
    page.close()
    return found + page.found


# Python

TRANSLATING = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
SAID_TO_PROGRAMMERS = {
    "AssertionError", "AttributeError", "CommandError", "Error", "ImproperlyConfigured", "KeyError", "LookupError",
    "NotImplementedError", "ObjectDoesNotExist", "OSError", "RunSQL", "RuntimeError", "TransactionManagementError",
    "TypeError", "ValueError", "debug", "error", "exception", "info", "warning",
}  # fmt: skip
SPOKEN_KEYWORDS = {
    "button", "empty_label", "heading", "help_text", "hint", "label", "menu_label", "message", "subject", "title",
    "verbose_name", "verbose_name_plural",
}  # fmt: skip
SENTENCE = re.compile(r"[“‘]?[A-Z][\w’']*,? .*[a-z]{2}|.*\w+ \w.*[.?!]$", re.DOTALL)
SQL = re.compile(r"(?:SELECT|INSERT|UPDATE|CREATE|DELETE|WITH|ALTER|DROP|PREPARE|EXECUTE)\b")
# Read by operators, made up for the demo, or content that editors change.
UNSPOKEN_MODULES = re.compile(
    r"sample_charts\.py|lib/nrm\.py|migrations/|management/|ratsite/(?:demo|settings)/|pages/site_tree|documents/articles/"
    r"|ratsite/(?:launch|wsgi|__main__)\.py|ratsite/operations/(?:answers|releases|rollback|run|setup|setup_flags"
    r"|supervisor|upgrade)\.py|library/(?:row_import|system_checks)"
)
CODE = re.compile(r"\w_\w| \| |::|@@|\(\?|\[\^")
# Stored as it is, and read back from texts or compared; or sent to other servers.
STORED = {"England and Wales", "ratsite link check", "This quote cannot be shown here"}


def unmarked_in_module(source: str) -> list[str]:
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    return [text for node in ast.walk(tree) if (text := text_of(node, parents)) and not is_marked(node, parents)]


def text_of(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str | None:
    """Return the text of a literal if people read it: a sentence, a label, or the label of a choice."""
    parent = parents.get(node)
    if isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not isinstance(parent, ast.JoinedStr):
        text = node.value
    else:
        return None
    if isinstance(parent, ast.Expr) or SQL.match(text) or CODE.search(text) or text in STORED:
        return None
    is_label = isinstance(parent, ast.keyword) and parent.arg in SPOKEN_KEYWORDS and re.match(r"[A-Z][a-z]", text)
    is_choice = (
        isinstance(parent, ast.Tuple)
        and isinstance(parents.get(parent), ast.Assign)
        and isinstance(parents.get(parents.get(parent)), ast.ClassDef)
        and parent.elts[0] is not node
        and re.match(r"[A-Z][a-z]", text)
    )
    return text if is_label or is_choice or SENTENCE.match(text) else None


def is_marked(node: ast.AST | None, parents: dict[ast.AST, ast.AST]) -> bool:
    """Return True inside a call that translates, logs, or is for programmers."""
    while (node := parents.get(node)) is not None:
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in TRANSLATING or name in SAID_TO_PROGRAMMERS:
                return True
    return False


def modules() -> Iterator[tuple[str, str]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not UNSPOKEN_MODULES.search(name):
                yield name, path.read_text()


def templates() -> Iterator[tuple[str, str]]:
    folder = ROOT / "templates"
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".html", ".txt")):
        if not UNMARKED.match(path.relative_to(folder).as_posix()):
            yield path.relative_to(ROOT).as_posix(), path.read_text()


def test_every_text_of_a_template_is_marked_for_translation():
    found = [f"{name}: {text}" for name, source in templates() for text in unmarked_in_template(source)]
    assert found == [], "Not in translate or blocktranslate:\n" + "\n".join(found)


def test_every_text_of_a_module_is_marked_for_translation():
    found = [f"{name}: {text[:100]}" for name, source in modules() for text in unmarked_in_module(source)]
    assert found == [], "Not in gettext:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Join us</p>", ["Join us"]),
        ('<p>{% translate "Join us" %} {{ name }}, {% blocktranslate %}now {{ x }}{% endblocktranslate %}</p>', []),
        ('<input aria-label="Your name">', ['aria-label="Your name"']),
        ('<input type="submit" value="Send">', ['value="Send"']),
        ('{% include "a.html" with title="Join us" %}', ["Join us"]),
        ('{% include "a.html" with title=_("Join us") kind="big" %}', []),
        ('{{ name|default:"Nobody" }}', ["Nobody"]),
        ('{% if kind == "Nobody" %}{% endif %}', []),
        ('{% now "j F Y" as today %}', []),
        ("<a>RIS</a> <a>RISK</a>", ["RISK"]),
    ],
)
def test_the_check_of_templates_notices_unmarked_text(source, found):
    assert unmarked_in_template(source) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('x = Field(label="Name")', ["Name"]),
        ('x = Field(label=_("Name"))', []),
        ('raise ValidationError("Choose a board.")', ["Choose a board."]),
        ('messages.success(request, f"{name} has left.")', ["… has left."]),
        ('messages.success(request, f"You left {name}.")', ["You left …."]),
        ('fields = "author reply_to"', []),
        ('raise TypeError("A number is wanted.")', []),
        ('class Kind(TextChoices):\n    POST = "post", "Post"', ["Post"]),
        ('def f():\n    """Return the name."""', []),
    ],
)
def test_the_check_of_modules_notices_unmarked_text(source, found):
    assert unmarked_in_module(source) == found
