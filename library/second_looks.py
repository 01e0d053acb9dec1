"""What curators have spoken for, in the review queue of moderators and of the other curators."""

from collections.abc import Collection
from dataclasses import replace

from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join

from library.actions.second_looks import LOOKS, open_look, send_back
from library.enums import Audience
from library.looking import passages_for
from library.models import Resource, SecondLook
from library.review import decided_resources
from library.versions import version_of_look
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_moderate_somewhere, can_write
from ratsite.lib.looking import shown
from ratsite.moderation.clock import WHILE_NOBODY_READS
from ratsite.moderation.registry import REVIEW_LIMIT, Decided, ReviewItem
from ratsite.network.enums import LookOutcome

SENT_BACK = {
    False: "Send it back: it stays with the curators, who can change it",
    True: "Send it back: the file is refused, and its curator can add another",
}  # by whether it is a file
MAY_LOOK = [Role.MODERATOR, Role.CURATOR]


class SecondLooks:
    """Whoever spoke for it does not decide."""

    name, label = LOOKS, "Resources that wait"
    done = ("Opened. Readers find it from now on.", "Sent back. Its curator reads your reason.")
    outcomes = {"library.look.open": "Opened", "library.look.send_back": "Sent back"}

    def waiting(self, moderator: User) -> list[ReviewItem]:
        looks = list(_waiting(moderator)[:REVIEW_LIMIT])
        own = SecondLook.objects.with_a_hand_of(moderator).filter(pk__in=[look.pk for look in looks])
        spoken = set(own.values_list("pk", flat=True)) if looks else set()
        return [_item(look, moderator, has_spoken=look.pk in spoken) for look in looks]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        look = _waiting(moderator).filter(pk=pk).first()
        if look is None:
            return None
        has_spoken = SecondLook.objects.with_a_hand_of(moderator).filter(pk=pk).exists()
        version = version_of_look(look)
        item = _item(look, moderator, has_spoken=has_spoken)
        return replace(item, version=version, words=version, html=_shown(look))

    def approve(self, moderator: User, pk: int, seen: str, reason: str) -> bool:
        return open_look(look_id=pk, decider=moderator, reason=reason, seen=seen)

    def reject(self, moderator: User, pk: int, seen: str, reason: str) -> bool:
        return send_back(look_id=pk, decider=moderator, reason=reason, seen=seen)

    def targets(self, moderator: User) -> QuerySet[Resource]:
        may = can_curate(moderator) or can_moderate_somewhere(moderator)
        return Resource.objects.visible_to(moderator) if may else Resource.objects.none()

    def decided(self, moderator: User, pks: Collection[int]) -> dict[int, Decided]:
        return decided_resources(self.targets(moderator), pks)

    def deciders(self, pk: int) -> QuerySet[User]:
        look = SecondLook.objects.select_related("resource__circle").filter(pk=pk).first()
        readers = User.objects.readers_of(look.resource.circle) if look else User.objects.none()
        spoke = SecondLook.objects.filter(resource=look.resource, file=look.file) if look else SecondLook.objects.none()
        return readers.filter(groups__name__in=MAY_LOOK).exclude(pk__in=spoke.values("spoken_by")).distinct()


def _waiting(moderator: User) -> QuerySet[SecondLook]:
    if not (can_curate(moderator) or can_moderate_somewhere(moderator)):
        return SecondLook.objects.none()
    related = ("resource__circle", "file__stored_file", "spoken_by__agency")
    return SecondLook.objects.visible_to(moderator).waiting().select_related(*related)


def _item(look: SecondLook, moderator: User, *, has_spoken: bool) -> ReviewItem:
    resource, agency = look.resource, look.spoken_by.agency
    return ReviewItem(
        source=LOOKS,
        pk=look.pk,
        kind="Resource" if look.file is None else "File",
        title=resource.title if look.file is None else look.file.stored_file.name,
        place="The library" if look.file is None else f"The library: {resource.title}",
        why=["it may identify somebody, and its curator says why not"],
        author=look.spoken_by,
        agency=agency.name if agency else "",
        created_at=look.asked_at,
        due_at=look.asked_at + WHILE_NOBODY_READS,
        circle=resource.circle,
        audience="Anyone" if resource.audience == Audience.PUBLIC else "",
        can_decide=can_write(moderator) and not has_spoken,
        barred="You spoke for it" if has_spoken else "",
        choices=(
            "Open it: readers find it from now on",
            SENT_BACK[look.file is not None],
        ),
        hint="Its curator reads this. Needed when you send it back.",
    )


def _said(look: SecondLook) -> list[str]:
    """Everything that was said of it since somebody decided, or it was mended: it may be spoken for twice before."""
    said: list[str] = []
    for one in look.resource.looks.filter(file=look.file, pk__lte=look.pk).order_by("pk"):
        is_settled = one.decided_by_id is not None or one.outcome == LookOutcome.MENDED
        said = [] if is_settled else [*said, one.spoken_for]
    return said


def _shown(look: SecondLook) -> str:
    resource = look.resource
    page = format_html('<p><a href="{}">The resource’s own page</a></p>', resource.get_absolute_url())
    rows = ((words,) for words in _said(look))
    said = format_html_join("", "<p>Its curator says: “It is no private person’s, because {}”</p>", rows)
    if look.file is None:
        return format_html("<p>{}</p>", resource.summary) + shown(passages_for(look)) + said + page
    stored = look.file.stored_file
    opened = format_html('<p class="soft">File: <a href="{}">{}</a></p>', look.file.get_absolute_url(), stored.name)
    return opened + shown(passages_for(look)) + said + page
