"""Thank the writer of a post, and take the thanks back. Thanks are private, so they are not in the audit log."""

from django.db import transaction
from django.utils import timezone

from forum.actions.lock_rows import lock_post
from forum.enums import THANKS
from forum.models import Thanks
from forum.queries.recipients import thanks_group_of
from forum.rules.posts import can_thank
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.notifications.actions.notify import Reason, delete_notification, notify
from ratsite.notifications.enums import Level, Skip


@transaction.atomic
def thank(*, post_id: int, person: User) -> bool:
    """Thank the post's writer, who is notified on the site; return False if this person has thanked them already.

    Raises PermissionDenied if the person may not thank the writer now (can_thank).
    """
    post = lock_post(post_id)
    recheck(person, can_thank, post)
    defaults = {"thanked_at": timezone.now()}
    thanks, created = Thanks.objects.get_or_create(person=person, post=post, defaults=defaults)
    if created:
        notify(
            source=THANKS,
            item_id=thanks.pk,
            group=thanks_group_of(thanks.pk),
            verb=THANKS,
            people={post.author_id: Reason(Level.DIGEST, "own")},
            no_mail=Skip.SITE,
        )
    return created


@transaction.atomic
def take_back_thanks(*, post_id: int, person: User) -> bool:
    """Delete this person's thanks for a post and the writer's notification of them; return False if there are none."""
    thanks = Thanks.objects.filter(person=person, post=post_id).select_related("post").first()
    if thanks is None:
        return False
    delete_notification(source=THANKS, item_id=thanks.pk, person_id=thanks.post.author_id)
    thanks.delete()
    return True
