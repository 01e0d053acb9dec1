"""Ask the author of a held post a question, and answer such a question.

The post stays held. While the question is open, the time that the post waits in the review queue is not counted.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.actions.lock_rows import lock_post
from forum.enums import HELD_POSTS
from forum.models import ModeratorQuestion, Post
from forum.rules.boards import can_see
from forum.rules.posts import can_ask_author
from ratsite.accounts.actions.lock_rows import reloaded
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.moderation.actions.claim import release
from ratsite.moderation.rules import is_recused
from ratsite.notifications.actions.send_mail import send_template


@transaction.atomic
def ask_author(*, post_id: int, moderator: User, text: str) -> bool:
    """Ask the author of a held post a question; return False if the post was decided or has an open question already.

    If an earlier question has expired unanswered, it is ended first. If the post hides its author's name and the author
    is no longer a member, no email is sent, but the question is not refused: a refusal would help the moderator to find
    out who wrote the post. Raises PermissionDenied if the moderator may not ask (can_ask_author) or has recused
    themselves.
    """
    post = lock_post(post_id)
    if not post.is_held or post.questions.open().exists():
        return False
    if is_recused(moderator, HELD_POSTS, post_id) or not can_ask_author(reloaded(moderator), post):
        raise PermissionDenied
    end_author_questions(post)
    ModeratorQuestion.objects.create(post=post, asked_by=moderator, asked_at=timezone.now(), text=text)
    release(queue=HELD_POSTS, item_id=post_id, person=moderator)
    record(post, "forum.post.ask", actor=moderator)
    subject = _("A moderator has a question about your post")
    if post.author.has_membership:
        send_template("post_asked", to=post.author.email, subject=subject, post=post)
    return True


@transaction.atomic
def answer_moderators(*, post_id: int, author: User, answer: str) -> bool:
    """Answer the moderators' open question about the author's post, which returns the post to the review queue.

    Returns False if there is no open question. The same answer sent twice counts once and returns True. Raises
    PermissionDenied for anyone but the author, and if the author can no longer read the board.
    """
    post = lock_post(post_id)
    author = reloaded(author)
    if post.author_id != author.pk or not can_see(author, post.topic.board):
        raise PermissionDenied
    question = post.questions.open().first()
    if question is None:
        last = post.questions.last()
        return last is not None and last.answer == answer
    question.answer, question.ended_at = answer, timezone.now()
    question.save(update_fields=["answer", "ended_at"])
    return True


def end_author_questions(post: Post) -> None:
    """End the moderators' open question about a post that its author has changed or a moderator has decided.

    The caller's transaction holds the post locked.
    """
    post.questions.filter(ended_at=None).update(ended_at=timezone.now())
