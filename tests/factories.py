"""People, agencies, boards and files for tests. Topics and posts are made with the forum's own actions."""

import itertools
import time
import uuid

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from forum.actions.post import post_reply, start_topic
from forum.actions.save_draft import Seen, save_typed
from forum.models import Board, Draft, Topic
from library.actions.edit_resource import add_resource
from library.actions.edit_version import add_version
from library.actions.publish_version import publish
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.files.quarantine import end_quarantine
from ratsite.network.enums import Marking
from ratsite.network.models import Agency, Area, Circle, Remit

PASSWORD = "correct horse battery staple"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
numbers = itertools.count(1)


def take_second_step(client, person: User) -> None:
    """Record in the test client's session that a second step was taken, as a code or passkey would."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


class AgencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agency

    name = factory.Sequence(lambda n: f"Agency {n}")
    slug = factory.Sequence(lambda n: f"agency-{n}")
    kind = "housing"
    what_we_do = "We house people."
    what_we_cannot_do = "We cannot enter a private let."
    main_remit = factory.LazyFunction(lambda: Remit.objects.get(slug="housing"))


class MemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@agency.example")
    first_name = factory.Sequence(lambda n: f"First{n}")
    last_name = factory.Sequence(lambda n: f"Last{n}")
    job_title = "Officer"
    agency = factory.SubFactory(AgencyFactory)
    state = MemberState.APPROVED

    @factory.post_generation
    def address(person, create, extracted, **kwargs):
        person.set_password(PASSWORD)
        person.save()
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)

    @factory.post_generation
    def roles(person, create, extracted, **kwargs):
        """Give the person these roles, as in roles=["Moderators"], an authenticator app, and a taken second step."""
        if extracted:
            person.has_taken_second_step = True
            person.groups.add(*Group.objects.filter(name__in=extracted))
            TOTP.activate(person, TOTP_SECRET)


class CircleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Circle

    name = factory.Sequence(lambda n: f"Circle {n}")
    slug = factory.Sequence(lambda n: f"circle-{n}")
    purpose = "To plan together."


class BoardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Board

    name = factory.Sequence(lambda n: f"Board {n}")
    slug = factory.Sequence(lambda n: f"board-{n}")
    aim = "To compare notes, and not to name anyone."
    holds_newcomers = False


def make_topic(board: Board | None = None, author: User | None = None, *, replies: int = 0, **fields) -> Topic:
    """Create and return a published topic with this many replies by its author.

    Without a board, it is on a new one that does not hold posts of newcomers. Without an author, the author is a new
    member, who is in the board's circle if it has one.
    """
    board = board or BoardFactory()
    if author is None:
        author = MemberFactory()
        if board.circle:
            board.circle.people.add(author)
    values = {"title": "Rooms let again", "body": "It began in autumn.", "marking": Marking.GREEN, "may_act": "check"}
    post = start_topic(board=board, author=author, **{**values, **fields})
    topic = Topic.objects.select_related("board").get(pk=post.topic_id)
    for number in range(replies):
        post_reply(topic=topic, author=author, body=f"Reply number {number + 2}.")
    topic.refresh_from_db()
    return topic


def make_trend_note(board: Board, author: User, **fields) -> Topic:
    """Create and return a trend note about two areas and this month. fields: of TrendNote."""
    month = timezone.localdate().replace(day=1)
    facts = {"areas": Area.objects.all()[:2], "first_month": month, "last_month": month, "confidence": "seen"} | fields
    return make_topic(board, author, kind="trend", trend=facts, asked_remits=Remit.objects.all()[:2])


def make_resource(curator: User | None = None, *, upload: SimpleUploadedFile | None = None, **fields):
    """Create and return a published resource with one checked text file, by default for all members.

    The curator gets the role, and is put in the resource's circle, only while the resource is created.
    """
    curator = curator or MemberFactory()
    curators = Group.objects.get(name="Curators")
    needs_role = not curator.groups.contains(curators)
    curator.groups.add(curators)
    circle = fields.get("circle")
    needs_circle = circle is not None and not Circle.objects.of(curator).contains(circle)
    if needs_circle:
        circle.people.add(curator)
    values = {"title": f"Card {next(numbers)}", "summary": "What to ask first.", "kind": "guidance"}
    upload = upload or SimpleUploadedFile("card.txt", b"Ask about today first.")
    had_second_step, curator.has_taken_second_step = curator.has_taken_second_step, True
    resource = add_resource(curator=curator, uploads=[upload], is_to_publish=False, **{**values, **fields})
    curator.has_taken_second_step = had_second_step
    if needs_circle:
        circle.people.remove(curator)
    if needs_role:
        curator.groups.remove(curators)
    version = resource.versions.get()
    for file in version.files.all():
        end_quarantine(file_id=str(file.stored_file_id))
    publish(version)
    return version.resource


def make_version(resource, curator: User, *, content: bytes = b"Ask first.", name: str = "more.txt", **fields):
    """Add a version with one checked text file to the resource, as this curator, and return it."""
    upload = SimpleUploadedFile(name, content)
    version = add_version(
        resource_id=resource.pk, curator=curator, uploads=[upload], **{"note": "More in it", **fields}
    )
    for file in version.files.all():
        end_quarantine(file_id=str(file.stored_file_id))
    version.refresh_from_db()
    return version


def save_draft(*, person: User, place: str, fields: dict[str, list[str]], sequence: int = 0, **where) -> Draft:
    """Save a draft as the form in that place does, and return it. sequence: how often it was saved before."""
    ids = {f"{name}_id": row.pk for name, row in where.items()}
    seen = Seen(sequence=sequence)
    return save_typed(person=person, place=place, seen=seen, fields=fields, form=uuid.uuid4(), **ids).draft
