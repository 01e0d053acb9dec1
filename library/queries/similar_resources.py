"""Find published resources that may be what a member is about to suggest. Each user gets only what they can read."""

import hashlib
from collections.abc import Collection, Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q

from library.fulltext import RESOURCE_INDEX
from library.models import Resource, ResourceFile, ResourceQuerySet
from ratsite.lib.search.query import COMMON, WORD, fold, pattern_of, read

MOST_SHOWN = 5
MOST_COMPARED = 40  # titles: the newest resources with one of the words


def same_content(user, *, urls: Collection[str] = (), hashes: Collection[str] = ()) -> list[Resource]:
    """Return the published resources whose newest version has one of these links or files. One query."""
    files = ResourceFile.objects.visible_to(user).filter(stored_file__sha256__in=hashes)
    same = Q(current__links__url__in=urls) | Q(current__in=files.values("version"))
    return list(_readable(user).filter(same).distinct()[:MOST_SHOWN]) if urls or hashes else []


def similar_titles(user, title: str) -> list[Resource]:
    """Return the published resources whose titles share the most words with this title. Costs one query.

    A title must share at least two words, or one if the given title has only one.
    """
    terms = tuple(term for term in read(" ".join(WORD.findall(title))).wanted if term.words[0] not in COMMON)
    if not terms:
        return []
    alike = _readable(user).filter(pk__in=RESOURCE_INDEX.matching(terms, all_of_them=False))[:MOST_COMPARED]
    shared = [(sum(bool(pattern_of([term]).search(fold(one.title))) for term in terms), one) for one in alike]
    close = [(count, one) for count, one in shared if count >= min(2, len(terms))]
    return [one for _, one in sorted(close, key=lambda pair: -pair[0])[:MOST_SHOWN]]


def hashes_of(uploads: Iterable[UploadedFile]) -> list[str]:
    """Return the SHA-256 of each uploaded file, and rewind the files."""
    hashes = []
    for upload in uploads:
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
        hashes.append(digest.hexdigest())
    return hashes


def _readable(user) -> ResourceQuerySet:
    return Resource.objects.visible_to(user).published().with_freshness()
