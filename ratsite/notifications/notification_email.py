"""Compose an email about notifications at the moment it is sent, when access is checked again.

The words of such an email are in three places. What happened and why the person is notified are the `verbs` and
`reasons` of the notification source, in each app's integrations/notifications.py. The sentences that all emails have
are in templates/email/notifications.txt and notifications.html. This module puts them together, with the subject.

The marking of an item decides what the email says about it. About some items it says nothing: no title, board or name,
and no link that would identify them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ratsite.notifications.actions.skip import why_no_mail
from ratsite.notifications.enums import Outcome, Says, Skip
from ratsite.notifications.models import Mail, MailChoices, Notification
from ratsite.notifications.registry import Line, lines_of, source_of
from ratsite.notifications.unsubscribe import stop_url

NEUTRAL = gettext_lazy("Something new for you")
MOST_SECTIONS = 30  # groups in one email; the rest can be read on the site


@dataclass(frozen=True)
class Content:
    subject: str
    text: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Composed:
    """The content of an email about notifications, and which of its notifications it leaves out.

    content: None if all are left out. skipped: pairs of a reason and the notifications left out for this reason.
    """

    content: Content | None
    skipped: Sequence[tuple[Skip, Sequence[Notification]]] = ()


@dataclass(frozen=True)
class Section:
    """The section of an email that is about one group of notifications."""

    title: str
    what: str
    excerpt: str
    link: str
    why: str
    stop: str  # URL that stops email about this group; "" if some emails about it would still come
    count: int  # how many notifications


def compose(mail: Mail) -> Composed:
    """Return the content of an email about notifications, composed from what its reader may read now.

    Stores nothing: the caller stores which notifications are skipped.
    """
    queued = list(mail.notifications.filter(outcome=Outcome.QUEUED).order_by("pk"))
    if reason := why_no_mail(mail.person, MailChoices.of(mail.person)):
        return Composed(None, [(reason, queued)])
    unread = [row for row in queued if not row.read_at]
    # The reader's roles count although there is no session: emails say nothing that only stewards may read.
    reader = mail.person and mail.person.with_second_step()
    lines = lines_of(reader, unread)
    left = [row for row in unread if row.pk in lines]
    read, gone = [row for row in queued if row.read_at], [row for row in unread if row.pk not in lines]
    return Composed(_content(mail.person, left, lines) if left else None, [(Skip.READ, read), (Skip.GONE, gone)])


def _content(person, notifications: list[Notification], lines: dict[int, Line]) -> Content:
    open_ones = [row for row in notifications if lines[row.pk].says != Says.NOTHING]
    sections = [_section(person, rows, lines) for rows in by_group(open_ones)[:MOST_SECTIONS]]
    has_more = sum(section.count for section in sections) < len(notifications)
    only_section = sections[0] if len(sections) == 1 and not has_more else None
    stop_all = stop_url(person)
    context = {
        "sections": sections,
        "has_more": has_more,
        "neutral": NEUTRAL,
        "person": person,
        "site_url": settings.SITE_URL,
        "stop_all": stop_all,
        "only_section": only_section,
    }
    return Content(
        subject=_subject(sections, has_more),
        text=render_to_string("email/notifications.txt", context),
        html=render_to_string("email/notifications.html", context),
        headers={
            **headers_to_stop(only_section.stop if only_section and only_section.stop else stop_all),
            **(_thread(open_ones[0].group) if only_section else {}),
        },
    )


def headers_to_stop(url: str) -> dict[str, str]:
    """Return the email headers for one-click unsubscribe, without a sign-in (RFC 8058).

    url: the unsubscribe link.
    """
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _thread(group: str) -> dict[str, str]:
    """Return email headers that make mail programs thread the emails about one group of notifications.

    The ID in these headers does not reveal the group.
    """
    mark = salted_hmac("ratsite.notifications.thread", group, algorithm="sha256").hexdigest()[:20]
    root = f"<{mark}@{mail_host()}>"
    return {"In-Reply-To": root, "References": root}


def mail_host() -> str:
    """Return the domain for Message-IDs of this site's emails: the site's host, never the server's own name."""
    return settings.SITE_URL.partition("://")[2].partition("/")[0].partition(":")[0]


def _subject(sections: list[Section], has_more: bool) -> str:
    if not sections:
        return str(NEUTRAL)
    if len(sections) == 1 and not has_more:
        return sections[0].title
    count = len(sections) + (1 if has_more else 0)  # what the email does not name counts as one
    return ngettext("%(count)d thing is new for you", "%(count)d things are new for you", count) % {"count": count}


def by_group(notifications: Iterable[Notification]) -> list[list[Notification]]:
    """Return the notifications in lists, one for each group, in the order of each group's first notification."""
    groups: dict[str, list[Notification]] = {}
    for row in notifications:
        groups.setdefault(row.group, []).append(row)
    return list(groups.values())


def _section(person, rows: list[Notification], lines: dict[int, Line]) -> Section:
    """Return the section of an email about one group of notifications.

    Its title, link and text come from the first notification, its count and remits from all of them. rows: the
    notifications of the group. lines: the Line of each, by notification ID.
    """
    first = lines[rows[0].pk]
    remits = list(dict.fromkeys(lines[row.pk].remit for row in rows if lines[row.pk].remit))
    what = what_happened(rows)
    return Section(
        title=" ".join(first.title.split()),  # a subject must be one line
        what=_("%(what)s, from %(remits)s") % {"what": what, "remits": ", ".join(remits)} if remits else what,
        excerpt=first.excerpt if first.says == Says.WORDS else "",
        link=settings.SITE_URL + first.link,
        why=why_of(rows[0]),
        stop=_stop_of(person, rows),
        count=len(rows),
    )


def _stop_of(person, rows: list[Notification]) -> str:
    ends = all(row.source == rows[0].source for row in rows)
    ends = ends and {row.verb for row in rows} <= source_of(rows[0].source).ends_with_group
    return stop_url(person, source=rows[0].source, group=rows[0].group) if ends else ""


def what_happened(rows: list[Notification]) -> str:
    """Return what happened, such as "New topic, 3 new replies": each verb once, in the order of events.

    rows: the notifications of one group, in any order.
    """
    ordered = sorted(rows, key=lambda row: row.pk)
    counts = Counter((row.source, row.verb) for row in ordered)  # in the order in which the verbs come first
    phrases = [source_of(source).verbs[verb] % {"count": count} for (source, verb), count in counts.items()]
    return capfirst(", ".join(phrases))


def why_of(row: Notification) -> str:
    """Return the sentence that says why the person got this notification, such as "You wrote in this topic"."""
    return source_of(row.source).reasons[row.why].format(word=row.why_word)
