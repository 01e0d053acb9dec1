"""Writing a mail about notifications, at the moment in which it leaves: access is asked again then.

What a mail may say follows from the marking of what it speaks of. Of some things it says nothing at all: no title, no
board, nobody's name, and no address that would tell them apart.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

from ratsite.notifications.actions.skip import skip, why_no_mail
from ratsite.notifications.enums import Outcome, Says, Skip
from ratsite.notifications.models import Mail, MailChoices, Notification
from ratsite.notifications.registry import Line, lines_of, source_of
from ratsite.notifications.unsubscribe import stop_url

NEUTRAL = "Something new for you"
MOST_PARTS = 30  # groups of which one mail speaks; who has been away for longer than that reads on the site
MOST_IN_SUBJECT = 1  # titles; with more things the subject counts


@dataclass(frozen=True)
class Content:
    subject: str
    text: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """What a mail says of one group."""

    title: str
    what: str
    words: str
    link: str
    why: str
    stop: str  # the address that ends mail about this group; empty where that would not end all of it
    count: int  # notifications


def compose(mail: Mail) -> Content | None:
    """What this mail says to its person now; None where nothing is left to say. Notifications left out keep why."""
    told = list(mail.notifications.filter(outcome=Outcome.POSTED).order_by("pk"))
    if reason := why_no_mail(mail.person, MailChoices.of(mail.person)):
        skip(told, reason)
        return None
    skip([row for row in told if row.read_at], Skip.READ)
    told = [row for row in told if not row.read_at]
    lines = lines_of(mail.person, told)
    skip([row for row in told if row.pk not in lines], Skip.GONE)
    told = [row for row in told if row.pk in lines]
    return _content(mail.person, told, lines) if told else None


def _content(person, told: list[Notification], lines: dict[int, Line]) -> Content:
    open_ones = [row for row in told if lines[row.pk].says != Says.NOTHING]
    parts = [_part(person, rows, lines) for rows in by_group(open_ones)[:MOST_PARTS]]
    has_more = sum(part.count for part in parts) < len(told)
    one_topic = parts[0] if len(parts) == 1 and not has_more else None
    stop_all = stop_url(person)
    context = {
        "parts": parts,
        "has_more": has_more,
        "neutral": NEUTRAL,
        "person": person,
        "site_url": settings.SITE_URL,
        "stop_all": stop_all,
        "one_topic": one_topic,
    }
    return Content(
        subject=_subject(parts, has_more),
        text=render_to_string("email/told.txt", context),
        html=render_to_string("email/told.html", context),
        headers={
            **headers_to_stop(one_topic.stop if one_topic and one_topic.stop else stop_all),
            **(_thread(open_ones[0].group) if one_topic else {}),
        },
    )


def headers_to_stop(url: str) -> dict[str, str]:
    """One press in the mail program, without signing in (RFC 8058)."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _thread(group: str) -> dict[str, str]:
    """Mails about one topic hang together; the mark that they share tells nobody which topic."""
    mark = salted_hmac("ratsite.notifications.thread", group).hexdigest()[:20]
    root = f"<{mark}@{mail_host()}>"
    return {"In-Reply-To": root, "References": root}


def mail_host() -> str:
    """The part after the @ of our Message-IDs: the site's name, never the machine's."""
    return settings.SITE_URL.partition("://")[2].partition("/")[0].partition(":")[0]


def _subject(parts: list[Part], has_more: bool) -> str:
    if not parts:
        return NEUTRAL
    if len(parts) == MOST_IN_SUBJECT and not has_more:
        return parts[0].title
    count = len(parts) + has_more
    return f"{count} things are new for you"


def by_group(told: Iterable[Notification]) -> list[list[Notification]]:
    """The notifications of each group, groups in the order in which they first come."""
    groups: dict[str, list[Notification]] = {}
    for row in told:
        groups.setdefault(row.group, []).append(row)
    return list(groups.values())


def _part(person, rows: list[Notification], lines: dict[int, Line]) -> Part:
    """One group's: its first item gives title and words, all of them the count and the remits."""
    first = lines[rows[0].pk]
    remits = list(dict.fromkeys(lines[row.pk].remit for row in rows if lines[row.pk].remit))
    from_whom = f", from {' and '.join(remits)}" if remits else ""
    return Part(
        title=" ".join(first.title.split()),  # of one line, as the subject must be, whatever was pasted into it
        what=f"{what_happened(rows)}{from_whom}",
        words=first.words if first.says == Says.WORDS else "",
        link=settings.SITE_URL + first.link,
        why=why_of(rows[0]),
        stop=_stop_of(person, rows),
        count=len(rows),
    )


def _stop_of(person, rows: list[Notification]) -> str:
    ends = {row.verb for row in rows} <= source_of(rows[0].source).ends_with_group
    return stop_url(person, source=rows[0].source, group=rows[0].group) if ends else ""


def what_happened(rows: list[Notification]) -> str:
    """ "New topic, 3 new replies": each verb once, in the order in which things happened."""
    ordered = sorted(rows, key=lambda row: row.pk)
    counts = {verb: len(list(same)) for verb, same in itertools.groupby(_by_verb(ordered), key=lambda row: row.verb)}
    verbs = source_of(rows[0].source).verbs
    words = [verbs[verb][0] if count == 1 else f"{count} {verbs[verb][1]}" for verb, count in counts.items()]
    text = ", ".join(words)
    return text[:1].upper() + text[1:]


def _by_verb(rows: list[Notification]) -> list[Notification]:
    firsts = {verb: number for number, verb in reversed(list(enumerate(row.verb for row in rows)))}
    return sorted(rows, key=lambda row: firsts[row.verb])


def why_of(row: Notification) -> str:
    """Why this person is told: "You wrote in this topic"."""
    return source_of(row.source).reasons[row.why].format(word=row.why_word)
