"""Taking the names off a conversation: its authors become their role and kind of agency. A task does it, once through
to the end; one that was cut short goes through what is left."""

from django.db import transaction
from django.db.models import Q

from forum.actions.locking import lock_post, lock_topic
from forum.forgetting import Name, forget_in_draft, forget_in_post, holding, keep_role, name_of
from forum.models import Draft, Mention, Post, Revision, Topic
from forum.retention import obstacle
from ratsite.accounts.enums import Listing, MemberState
from ratsite.accounts.models import ERASED, User
from ratsite.files.models import StoredFile
from ratsite.holdings import batches

MEMBER = "a member"
NOBODYS_ADDRESS = f"a-member{ERASED}"


def a_member() -> User:
    """Whom a post says that had its name taken off: nobody. It signs in nowhere, and is in no list."""
    return User.objects.get_or_create(
        email=NOBODYS_ADDRESS,
        defaults={
            "first_name": MEMBER.capitalize(),
            "state": MemberState.LEFT,
            "is_active": False,
            "listed_as": Listing.ROLE,
            "password": "!",
        },
    )[0]


def take_names_off(topic_id: int) -> bool:
    """False where nobody has decided so, it is done, or the law has asked to keep it since."""
    topic = Topic.objects.filter(pk=topic_id, is_anonymised=True).first()
    nobody = a_member()
    if topic is None or obstacle(topic) or not topic.posts.exclude(author=nobody).exists():
        return False
    _forget_names(topic)
    for numbers in batches(Post.objects.filter(topic=topic).exclude(author=nobody)):
        for post_id in numbers:
            _unname_post(post_id, nobody)
    _unname_topic(topic_id, nobody)
    return True


def _forget_names(topic: Topic) -> None:
    """In this conversation whoever is called by name; everywhere else above quotes of its posts."""
    called = Mention.objects.filter(post__topic=topic).values("person")
    people = User.objects.filter(Q(pk__in=topic.posts.values("author")) | Q(pk__in=called)).distinct()
    for person in people.select_related("agency").iterator(chunk_size=100):
        name = name_of(
            person, frozenset(topic.posts.filter(author=person).values_list("pk", flat=True)), instead=MEMBER
        )
        if name is not None:
            _forget_name(name, person, topic)


def _forget_name(name: Name, person: User, topic: Topic) -> None:
    for numbers in batches(topic.posts.all()):
        for post_id in numbers:
            forget_in_post(post_id, name, person)
    if not name.post_ids:
        return
    versions = Revision.objects.filter(holding(name)).values("post")
    elsewhere = Post.objects.filter(holding(name) | Q(pk__in=versions)).exclude(topic=topic)
    for numbers in batches(elsewhere):
        for post_id in numbers:
            forget_in_post(post_id, name, person, calls=False)
    for numbers in batches(Draft.objects.all()):
        for draft_id in numbers:
            forget_in_draft(draft_id, name, calls=False)


@transaction.atomic
def _unname_post(post_id: int, nobody: User) -> None:
    post = lock_post(post_id)
    keep_role(post)
    post.author, post.submission, post.spoken_for = nobody, None, ""
    post.save(update_fields=["author", "agency", "agency_kind", "job_title", "submission", "spoken_for"])
    post.revisions.update(spoken_for="")
    post.reveals.all().delete()
    post.questions.all().delete()


@transaction.atomic
def _unname_topic(topic_id: int, nobody: User) -> None:
    topic = lock_topic(topic_id)
    topic.author = nobody
    topic.last_author = nobody if topic.last_author_id else None
    topic.save(update_fields=["author", "last_author"])
    StoredFile.objects.filter(attachment__post__topic=topic).update(uploaded_by=nobody)
    topic.asks.update(asked_by=nobody)
    topic.events.exclude(actor=None).update(actor=None, shown_as=MEMBER.capitalize())
