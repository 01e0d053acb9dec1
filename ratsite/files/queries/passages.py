"""Find identifiers in the name and the text of a stored file, for the people who must decide on them."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from ratsite.files.models import StoredFile
from ratsite.lib.identifiers import Allow
from ratsite.lib.identifiers.passages import Passage, scan

MOST_SHOWN = 20  # findings of one file: the reader opens the file for the rest


def passages_in(stored: StoredFile, allowed: Callable[[], Allow]) -> list[Passage]:
    """Return the findings in a checked file that must be removed or explained, each with the text around it.

    The result quotes the file, so show it only to its uploader and to the person who decides on it. allowed: a function
    without arguments that returns the published contacts, which are no findings. It is called only if something is
    found.
    """
    texts = [("", _("the name of the file"), stored.name)]
    texts += [("", text.place, text.text) for text in stored.texts.select_related("stored_file")]
    return scan(texts, allowed).unresolved[:MOST_SHOWN]
