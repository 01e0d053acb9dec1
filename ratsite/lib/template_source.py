"""Template loader that removes indentation and line ends from our templates, which saves a fifth of a page's bytes."""

import re

from django.template import Origin
from django.template.loaders.filesystem import Loader

INDENTATION = re.compile(r"\n[ \t]+")
# A line with just one tag or comment that outputs nothing, or a template that ends with its own line end. Other tags
# keep their line end: they may end a sentence.
SILENT = "load|if|elif|else|endif|for|empty|endfor|with|endwith|include"
SILENT_LINE = re.compile(rf"^(\{{% (?:{SILENT})\b(?:(?!%\}}).)*%\}}|\{{#(?:(?!#\}}).)*#\}})\n(?=.)", re.MULTILINE)

BLOCKS = (
    "a|article|aside|blockquote|button|dd|details|div|dl|dt|fieldset|footer|form|h[1-6]|header|hgroup|label|legend|li"
    "|nav|ol|option|p|section|select|summary|ul"
)
# The line end after the first tag of a block or link, or before its last tag: no reader would see it.
ATTRIBUTES = r"(?:[^<>{}]|\{\{[^{}]*\}\}|\{%[^{}]*%\})*"
BLOCK_ENDS = re.compile(rf"(<(?:{BLOCKS})\b{ATTRIBUTES}>)\n|\n(?=</(?:{BLOCKS})>)")
# The line end after a block that is never part of a line of text.
AFTER_BLOCK = re.compile(
    r"(</(?:article|aside|blockquote|dd|details|div|dl|dt|fieldset|footer|form|h[1-6]|header|hgroup|legend|li|nav|ol"
    r"|option|p|section|summary|ul)>)\n"
)
EMAILS = "/email/"  # the folder of the emails' templates


class UnindentedLoader(Loader):
    """Loads the project's HTML templates without indentation and without line ends that no reader sees.

    Such line ends are those of lines whose tags output nothing, those just inside an HTML block element such as <p>,
    and those after a block element (not in emails). Texts that members typed are not part of a template, so they are
    not changed.
    """

    def get_contents(self, origin: Origin) -> str:
        source, name = super().get_contents(origin), str(origin.name)
        if not name.endswith(".html"):
            return source
        # Keep line ends after blocks in emails: mail programs show an email's first words as plain text, without the
        # blocks.
        return _unindented(source) if EMAILS in name else AFTER_BLOCK.sub(r"\1", _unindented(source))


def _unindented(source: str) -> str:
    lines = SILENT_LINE.sub(r"\1", INDENTATION.sub("\n", source))
    return BLOCK_ENDS.sub(r"\1", lines).replace("\n>", ">")
