"""Find resources with the same file or nearly the same text. Each user gets only resources that they can see."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from library.models import Resource, ResourceFile, SketchValue
from ratsite.lib.search.similarity import share_of_words

LEAST_SHARE = 0.8  # share of equal words from which two files count as duplicates
FEWEST_SHARED = 10  # equal numbers in two sketches: fewer may be chance
MOST_COMPARED = 60  # files


@dataclass(frozen=True)
class Duplicate:
    """Another resource that has the same file, or a file with much of the same text."""

    resource: Resource
    number: int  # the number of the version that has the file
    is_same_file: bool
    tenths: int  # how many of 10 words are the same

    @property
    def sentence(self) -> str:
        about = {"title": self.resource.title, "number": self.number, "tenths": self.tenths}
        if self.is_same_file:
            return _("Same file as “%(title)s”, version %(number)s") % about
        return _("About %(tenths)s in 10 words are the same as in “%(title)s”, version %(number)s") % about


def duplicates_of(user, files: Collection[ResourceFile]) -> dict[object, list[Duplicate]]:
    """Return {id of a file: its duplicates that the user may see} for these files. Costs five queries.

    files: fetched with their stored file and version; at most as many as one form takes.
    """
    if not files:
        return {}
    others = ResourceFile.objects.visible_to(user).select_related("stored_file", "version__resource")
    same = others.filter(stored_file__sha256__in={file.stored_file.sha256 for file in files})
    duplicates: dict[object, list[Duplicate]] = defaultdict(list)
    for other in same:
        for file in files:
            if file.stored_file.sha256 == other.stored_file.sha256 and not _are_of_one_resource(file, other):
                duplicates[file.pk].append(Duplicate(other.version.resource, other.version.number, True, 10))
    own = _sketches([file.pk for file in files])
    values = {value for sketch in own.values() for value in sketch}
    alike = SketchValue.objects.filter(value__in=values, file__in=others.values("pk")).values("file")
    alike = alike.annotate(shared=Count("pk")).filter(shared__gte=FEWEST_SHARED).order_by("-shared", "file")
    near = others.in_bulk([row["file"] for row in alike[:MOST_COMPARED]])
    sketches = own | _sketches(near.keys() - own.keys())
    for file in files:
        for other in near.values():
            _compare(file, other, sketches, duplicates[file.pk])
    return duplicates


def _compare(file: ResourceFile, other: ResourceFile, sketches: dict, duplicates: list[Duplicate]) -> None:
    if _are_of_one_resource(file, other) or any(
        duplicate.resource == other.version.resource for duplicate in duplicates
    ):
        return
    share = share_of_words(sketches.get(file.pk, ()), sketches.get(other.pk, ()))
    if share >= LEAST_SHARE:
        duplicates.append(Duplicate(other.version.resource, other.version.number, False, int(share * 10)))


def _are_of_one_resource(file: ResourceFile, other: ResourceFile) -> bool:
    return file.version.resource_id == other.version.resource_id


def _sketches(file_ids: Collection) -> dict[object, set[int]]:
    sketches: dict[object, set[int]] = defaultdict(set)
    for file_id, value in SketchValue.objects.filter(file__in=file_ids).values_list("file", "value"):
        sketches[file_id].add(value)
    return sketches
