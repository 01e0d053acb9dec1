"""Template loader that leaves out the layout of our own pages, which would be a fifth of what a page sends."""

import re

from django.template import Origin
from django.template.loaders.filesystem import Loader

INDENTATION = re.compile(r"\n[ \t]+")
# A line that holds one tag or comment that prints nothing. Other tags keep their line: they may end a sentence.
SILENT = "load|if|elif|else|endif|for|empty|endfor|with|endwith"
SILENT_LINE = re.compile(rf"^(\{{% (?:{SILENT})\b(?:(?!%\}}).)*%\}}|\{{#(?:(?!#\}}).)*#\}})\n(?=.)", re.MULTILINE)


class UnindentedLoader(Loader):
    """Loads the templates of the project's folder without the layout of HTML: indentation, and lines of silent tags.

    What a member typed is not part of a template's source, so it is untouched.
    """

    def get_contents(self, origin: Origin) -> str:
        source = super().get_contents(origin)
        return _unindented(source) if str(origin.name).endswith(".html") else source


def _unindented(source: str) -> str:
    return SILENT_LINE.sub(r"\1", INDENTATION.sub("\n", source))
