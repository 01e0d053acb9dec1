"""The text of case learning, which curators and reviewers read on the page where they decide on it."""

from library.models import ResourceVersion
from ratsite.files.models import FileText

MOST_TEXTS = 20  # pages of its files that a page shows: case learning is short


def case_texts(version: ResourceVersion) -> list[FileText]:
    """Return the texts of the clean files of case learning; [] for other resources."""
    if not version.resource.is_case:
        return []
    files = version.files.clean().values("stored_file")
    return list(FileText.objects.filter(stored_file__in=files).select_related("stored_file")[:MOST_TEXTS])
