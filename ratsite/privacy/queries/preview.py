"""What a coordinator confirms before a person's data is deleted for ever."""

from dataclasses import dataclass

from ratsite.accounts.models import User
from ratsite.lib.optimistic_lock import content_hash
from ratsite.lib.personal_data import cautions_of
from ratsite.privacy.enums import PostsAfterErasure
from ratsite.privacy.models import Erasure


@dataclass(frozen=True)
class Preview:
    """An erasure that has not begun.

    waiting: what it would end before anyone has decided, such as reports and held posts. erasure: the person's own
    request; None if a coordinator enters one from a letter.
    """

    person: User
    posts: PostsAfterErasure
    waiting: list[str]
    erasure: Erasure | None

    @property
    def takes_posts(self) -> bool:
        return self.posts == PostsAfterErasure.TAKE

    @property
    def shown_hash(self) -> str:
        """Hash of what the coordinator was shown (optimistic lock)."""
        request_id = self.erasure.pk if self.erasure else None
        return content_hash([self.person.pk, str(self.person), self.posts, self.waiting, request_id])


def preview_of(person: User, erasure: Erasure | None, posts: PostsAfterErasure = PostsAfterErasure.KEEP) -> Preview:
    """Return what an erasure would do. posts: what becomes of the person's posts, if they have not requested it."""
    chosen = PostsAfterErasure(erasure.posts) if erasure else posts
    return Preview(person, chosen, cautions_of(person), erasure)
