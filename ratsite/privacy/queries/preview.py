"""What a coordinator confirms before a person's data is deleted for ever."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    def stays(self) -> list[str]:
        return what_stays(self.posts)

    @property
    def shown_hash(self) -> str:
        """Hash of what the coordinator was shown (optimistic lock)."""
        request_id = self.erasure.pk if self.erasure else None
        return content_hash([self.person.pk, str(self.person), self.posts, self.waiting, request_id])


def preview_of(person: User, erasure: Erasure | None, posts: PostsAfterErasure = PostsAfterErasure.KEEP) -> Preview:
    """Return what an erasure would do. posts: what becomes of the person's posts, if they have not requested it."""
    chosen = PostsAfterErasure(erasure.posts) if erasure else posts
    return Preview(person, chosen, cautions_of(person), erasure)


def what_stays(posts: PostsAfterErasure | None = None) -> list[str]:
    """Return what stays after an erasure, for the coordinator, the person and the email to the person.

    posts: what becomes of the person's posts; None leaves them out, for a page where the person has not chosen yet.
    """
    of_posts = {
        None: [],
        PostsAfterErasure.TAKE: [_("an empty place where each published post was")],
        PostsAfterErasure.KEEP: [
            _(
                "published posts, without the name: they show “a former member”, the kind of agency, and the role if "
                "others have it too"
            )
        ],
    }
    days = settings.BACKUP_KEEP_DAYS
    return [
        *of_posts[posts],
        _("what was added to the library, and files that others can read"),
        _("the name where someone else wrote it without an @"),
        _("the log of decisions, with the reasons that people gave: it shows a number instead of the name"),
        _("what the law makes us keep, such as the register of complaints, without the name"),
        ngettext("our backups, for %(days)s day", "our backups, for %(days)s days", days) % {"days": days},
    ]
