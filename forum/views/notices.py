"""Notices with a button “Undo”, and notices about one post, which its topic's page shows next to that post."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

from forum.models import Post

REPLY_BOX = "reply"  # anchor of the reply form at the foot of a topic
UNDO = "undo:"  # prefix of the tag of a message with a button “Undo”; the rest is the address that the button posts to


def say_with_undo(request: HttpRequest, text: str, address: str) -> None:
    """Add a message with a button “Undo”, which posts `undo` to this address."""
    messages.success(request, text, extra_tags=f"{UNDO}{address}")


def say_at(request: HttpRequest, post: Post, text: str, level: int = messages.INFO) -> None:
    """Add a message that the topic's page shows next to this post."""
    messages.add_message(request, level, text, extra_tags=post.anchor)


def notices_at(request: HttpRequest, posts: Iterable[Post]) -> dict[str, Message]:
    """Return the unread messages (django.contrib.messages) about these posts and about the reply form, by anchor.

    All other messages are left for the top of the page.
    """
    notices = {message.extra_tags: message for message in messages.get_messages(request) if message.extra_tags}
    return {anchor: notices[anchor] for anchor in (REPLY_BOX, *(post.anchor for post in posts)) if anchor in notices}
