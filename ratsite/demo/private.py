"""Create what only the demo's member sees: versions of a draft, saved posts and thanks. Also withdraw one reply."""

import uuid

from forum.actions.save_draft import Seen, reply_place, save_typed
from forum.actions.save_post import save_post
from forum.actions.thank import thank
from forum.actions.withdraw import withdraw_post
from forum.models import Post, Thanks, Topic
from ratsite.accounts.models import User
from ratsite.demo.content_files import load, load_topics


def load_private(people: dict[str, User], member: User) -> None:
    """Give the demo's member saved posts, thanks and a draft, unless there are thanks already."""
    if Thanks.objects.exists():
        return
    content = load("private")
    for text in content["draft"]["versions"]:
        _save_as_another_device(_topic(content["draft"]["topic"]), text, member)
    for key in content["saved"]["topics"]:
        save_post(post_id=_first(key).pk, person=member)
    own = Post.objects.live().filter(author=member).order_by("-published_at").first()
    for key in content["thanks"]["from"] if own else ():
        thank(post_id=own.pk, person=people[key])
    for key in content["thanks"]["for_topics"]:
        if (post := _first(key)).author_id != member.pk:
            thank(post_id=post.pk, person=member)
    reply = Post.objects.live().filter(topic=_topic(content["withdrawn"]["topic"])).order_by("-number").first()
    if reply is not None:
        withdraw_post(post_id=reply.pk, author=reply.author)


def _save_as_another_device(topic: Topic, text: str, member: User) -> None:
    """Save a draft of a reply as if from a second device, on which the member's earlier draft of it was not loaded.

    The earlier draft is not overwritten, so the member has two versions.
    """
    fields, where = {"body": [text]}, {"topic_id": topic.pk}
    save_typed(person=member, place=reply_place(topic), seen=Seen(), fields=fields, form=uuid.uuid4(), **where)


def _topic(key: str) -> Topic:
    title = next(row["title"] for row in load_topics() if row["key"] == key)
    return Topic.objects.get(title=title)


def _first(key: str) -> Post:
    return Post.objects.get(topic=_topic(key), number=1)
