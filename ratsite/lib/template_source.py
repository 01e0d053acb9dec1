"""Template loader that leaves out the indentation of our own pages, which would be a fifth of what a page sends."""

import re

from django.template import Origin
from django.template.loaders.filesystem import Loader

INDENTATION = re.compile(r"\n[ \t]+")


class UnindentedLoader(Loader):
    """Loads the templates of the project's folder; of HTML pages, each line begins at its first word.

    The lines stay, so that an error names the right one. What a member typed is not part of a template's source.
    """

    def get_contents(self, origin: Origin) -> str:
        source = super().get_contents(origin)
        return INDENTATION.sub("\n", source) if str(origin.name).endswith(".html") else source
