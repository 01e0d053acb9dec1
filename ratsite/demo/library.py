"""Let the demo's people use the library: ask for files, write notes, share a list, discuss.

Its curator has a draft, and case learning waits for two people.
"""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from forum.actions.post import post_reply
from forum.models import Topic
from library.actions.decide_access import ask_for_file, end_access, grant_access
from library.actions.edit_list import make_list, put_on_list
from library.actions.edit_resource import change_resource
from library.actions.edit_version import add_version
from library.actions.publish_version import publish, submit_version
from library.actions.record_opening import record_opening
from library.actions.report_list import report_list, take_down_list
from library.actions.suggest_resource import take_up
from library.actions.write_note import publish_note, write_note
from library.models import CASE_ANSWERS, AccessRequest, ListReaders, NoteKind, Resource, ResourceFile, ResourceVersion
from ratsite.accounts.models import User
from ratsite.demo.content_files import load, load_topics
from ratsite.demo.documents import docx, pdf
from ratsite.demo.hidden_data import add_hidden
from ratsite.demo.people import steward
from ratsite.demo.resources import check_files
from ratsite.network.models import Circle
from ratsite.pages.actions.publish_contact import add_contact
from ratsite.related.actions.made_from import record_made_from
from ratsite.related.actions.suggest_to_library import suggest_case_learning


def load_library(people: dict[str, User], circles: dict[str, Circle]) -> None:
    """Add the demo people's use of the library, unless the site has a request for a file already."""
    if AccessRequest.objects.exists():
        return
    content, curator = load("library"), steward("curator")
    for row in content["request"]:
        _ask(row, people[row["asked_by"]], curator)
    for row in content["note"]:
        _note(row, people[row["by"]], curator)
    for row in content["talk"]:
        _reply_with_link(row, people[row["by"]])
    for row in content["made_from"]:
        record_made_from(resource_id=_resource(row).pk, topic_id=_topic(row).pk, curator=curator)
    _share_list(content["list"], people, circles)
    for row in content["reported_list"]:
        _report_list(row, people, curator)
    _add_newer(content["newer"], people, curator)
    _add_draft(content["draft"], curator)
    _add_case(content["case"], people, curator)
    for row in content["hidden"]:
        add_hidden(row, curator)
    for row in content["contact"]:
        add_contact(steward=curator, **row)


def _resource(row: dict) -> Resource:
    return Resource.objects.get(title=row["resource"])


def _topic(row: dict) -> Topic:
    return Topic.objects.get(title=next(topic["title"] for topic in load_topics() if topic["key"] == row["topic"]))


def _reply_with_link(row: dict, author: User) -> None:
    resource = _resource(row)
    link = f"[{resource.title}]({resource.get_absolute_url()})"
    post_reply(topic=_topic(row), author=author, body=row["text"].format(link=link), written_at=timezone.now())


def _ask(row: dict, reader: User, curator: User) -> None:
    file = ResourceFile.objects.current().get(version__resource=_resource(row), is_on_request=True)
    request = ask_for_file(file_id=file.pk, reader=reader, reason=row["reason"])
    if days := row.get("days"):
        until = timezone.localdate() + dt.timedelta(days=days)
        grant_access(request_id=request.pk, decider=curator, ends_on=until)
    if why := row.get("ended"):
        end_access(request_id=request.pk, actor=curator, answer=why)


def _note(row: dict, author: User, curator: User) -> None:
    note = write_note(resource_id=_resource(row).pk, author=author, kind=NoteKind(row["kind"]), text=row["text"])
    if row.get("decision") == "publish":
        publish_note(note_id=note.pk, decider=curator)


def _share_list(row: dict, people: dict[str, User], circles: dict[str, Circle]) -> None:
    owner, circle = people[row["owner"]], circles[row["circle"]]
    fields = {"title": row["title"], "about": row["about"], "readers": ListReaders.CIRCLE, "circle": circle}
    made = make_list(owner=owner, **fields)
    for item in row["item"]:
        put_on_list(list_id=made.pk, owner=owner, resource_id=_resource(item).pk, note=item["note"])


def _report_list(row: dict, people: dict[str, User], curator: User) -> None:
    """Share a list with all members and let one of them report it. A curator takes it down if the row says why."""
    owner, fields = people[row["owner"]], {"title": row["title"], "about": row["about"], "readers": ListReaders.MEMBERS}
    made = make_list(owner=owner, **fields)
    put_on_list(list_id=made.pk, owner=owner, resource_id=_resource(row).pk, note=row["note"])
    report_list(list_id=made.pk, reporter=people[row["reported_by"]], reason=row["reason"], text=row["text"])
    if why := row.get("taken_down"):
        take_down_list(list_id=made.pk, moderator=curator, reason=why)


def _add_newer(row: dict, people: dict[str, User], curator: User) -> None:
    """Publish a second version of a resource whose first one a member opened a while ago."""
    resource, name = _resource(row), row["name"]
    opened_on = timezone.localdate() - dt.timedelta(days=row["days_ago"])
    record_opening(version=resource.current, reader=people[row["opened_by"]], opened_on=opened_on)
    upload = SimpleUploadedFile(name, pdf(resource.title, row["paragraphs"]))
    version = add_version(resource_id=resource.pk, curator=curator, note=row["note"], uploads=[upload])
    check_files(version)
    with transaction.atomic():
        # Publish it as if another person had reviewed it.
        publish(ResourceVersion.objects.select_related("resource__current").get(pk=version.pk))


def _add_case(row: dict, people: dict[str, User], curator: User) -> None:
    """Let a member suggest case learning and the curator take it up, so that it waits for two people."""
    answers = {name: row[name] for name in CASE_ANSWERS}
    texts = {"title": row["title"], "why": row["why"], "body": "\n\n".join(row["paragraphs"])}
    suggestion = suggest_case_learning(member=people[row["suggested_by"]], case_answers=answers, **texts)
    resource = take_up(suggestion_id=suggestion.pk, curator=curator)
    change_resource(resource_id=resource.pk, curator=curator, summary=row["summary"])
    version = resource.versions.get()
    check_files(version)
    submit_version(version_id=version.pk, curator=curator, case_answers=answers)


def _add_draft(row: dict, curator: User) -> None:
    """Add a draft version whose Word file hides a comment and an author, so that it cannot be published yet."""
    content = docx(row["note"], row["paragraphs"], comment=row["comment"])
    upload = SimpleUploadedFile(row["name"], content)
    check_files(add_version(resource_id=_resource(row).pk, curator=curator, note=row["note"], uploads=[upload]))
