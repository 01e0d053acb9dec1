"""Find text that may identify a person before a form is posted. Published contacts are not findings."""

from collections.abc import Iterable, Mapping
from functools import cache

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from forum.enums import TopicKind
from forum.models import Attachment, Topic, TrendNote
from ratsite.accounts.models import User
from ratsite.files.queries.passages import passages_in
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.identifiers import Strength, child, find_together, passages, redact, unresolved
from ratsite.lib.identifiers.passages import Passage, Scan
from ratsite.lib.markup.markdown import MAX_SOURCE
from ratsite.network.models import Area
from ratsite.pages.contacts import published_contacts

# The form fields whose texts other people will read, with the label that the writer sees.
READ_BY_OTHERS = {
    "title": _("the title"),
    "body": _("the text"),
    "content_note": _("the content note"),
    "reason": _("why you change it"),
}
LONGEST_SCANNED = 2 * MAX_SOURCE  # characters of a text that without_identifiers scans; a form sends two a line end
FILES = "files"  # the form field of uploads, whose names are scanned
CHILDREN = "children"  # the slug of the affected group of children


def scan_texts(texts: Iterable[tuple[str, str]]) -> Scan:
    """Return the result of scanning these pairs of a form field and its text for identifiers.

    Published contacts are not identifiers. They are fetched, with three queries, only if the scan finds something.
    """
    named = ((field, READ_BY_OTHERS.get(field, _("the name of a file")), text) for field, text in texts)
    return passages.scan(named, published_contacts)


def found_in(file: Attachment) -> list[Passage]:
    """Return the passages of this file that may identify a person. Show them only to the author and moderators.

    Returns [] without a query if the file's check found nothing. No passages are stored, and so [] is returned, if the
    check found something only in the file's properties, or could not read the whole file.
    """
    return passages_in(file.stored_file, published_contacts) if file.identifies else []


def may_identify_someone(texts: Iterable[str]) -> bool:
    """True if one of the texts contains something that may identify a person. The scan stops at the first such text."""
    allow = cache(published_contacts)
    return any(unresolved([text], allow) for text in texts)


def is_about_children(topic: Topic) -> bool:
    """True if the topic's board is about children, or if the topic has the affected group of children."""
    return topic.board.is_about_children or bool(_children_tags(topic.pk))


@compiled(int)
def _children_tags(topic_id: int) -> QuerySet:
    tags = Topic.affected.through.objects.filter(topic=topic_id, affectedgroup__slug=CHILDREN)
    return tags.order_by().values_list("pk")


def signs_of_a_child(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Return the words in these texts that suggest that a text is about a child, each word once.

    texts: pairs of a form field and its text.
    """
    return list(dict.fromkeys(sign for _, text in texts if text for sign in child.signs_of_a_child(text)))


def front_doors(reader: User, named: Iterable[Area] = ()) -> list[Area]:
    """Return the areas in `named` that have a front door: a contact for referring a child.

    If none of them has one, returns the areas of the reader's agency that have a front door; [] if there are none.
    """
    with_door = [area for area in named if area.front_door_name]
    return with_door or _front_doors_around(reader.agency_id)


@compiled(int)
def _front_doors_around(agency_id: int) -> QuerySet:
    return Area.objects.filter(agencies=agency_id).exclude(front_door_name="")


def front_doors_of(topic: Topic, reader: User) -> list[Area]:
    """Return the areas with a contact for referring a child (front door) that the topic's trend note names.

    If none of them has one, returns the areas of the reader's agency that have a front door.
    """
    in_note = TrendNote.areas.through.objects.filter(trendnote__topic=topic).values("area")
    return front_doors(reader, Area.objects.filter(pk__in=in_note) if topic.kind == TopicKind.TREND else ())


def as_texts(data: Mapping) -> list[tuple[str, str]]:
    """Return pairs of a form field and its text, for those cleaned fields of a form that other people will read."""
    texts = [(field, data.get(field) or "") for field in READ_BY_OTHERS]
    return texts + [(FILES, file.name) for file in data.get(FILES) or ()]


def without_identifiers(sent: QueryDict) -> QueryDict:
    """Return a copy of the sent form data with the identifiers in its texts removed. File names are not changed.

    A text that is too long for any form is not changed either, because scanning it would take too long.
    """
    allow, cleared = published_contacts(), sent.copy()
    texts = {field: sent.get(field, "") for field in READ_BY_OTHERS}
    texts = {field: text for field, text in texts.items() if 0 < len(text) <= LONGEST_SCANNED}
    for (field, text), findings in zip(texts.items(), find_together(texts.values(), allow), strict=True):
        cleared[field] = redact(text, [finding for finding in findings if finding.strength >= Strength.ASK])
    return cleared
