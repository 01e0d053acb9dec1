"""Open every address as every person, and find canaries that this person may not read.

A canary is a unique word in a private text of the shared test data. A new feature adds its private texts to
tests/world/ and its addresses to `addresses`; tests/test_canaries.py does the rest.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlencode

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from forum.enums import POST_SOURCE, TopicList
from forum.models import Ask, Attachment
from forum.queries.recipients import group_of
from library.models import LegalInstrument
from ratsite.guides.views import GUIDES
from ratsite.network.models import ExploitationForm
from ratsite.notifications.unsubscribe import stop_url
from ratsite.search.models import SynonymSet
from tests.factories import take_second_step
from tests.world import EVERYBODY, STEWARDS, World

# The last two are the ids and the email address of people who wrote without their names.
CANARY = re.compile(r"CANARY[A-Z]+|canaryaddress|70000000\d")
PUBLIC_PAGES = [
    "/", "/history/", "/history/timeline/", "/history/feed/", "/news/", "/news/feed/rss/", "/news/feed/atom/",
    "/events/", "/events/calendar.ics", "/get-help/", "/join/", "/contact/", "/complaints/", "/accessibility/",
    "/privacy/", "/cookies/", "/terms/", "/why/", "/sitemap.xml", "/robots.txt", "/.well-known/security.txt",
    "/healthz", "/account/login/", "/account/password/reset/", "/styleguide/", "/nowhere/", "/join/apply/",
    "/join/apply/agency/", "/join/apply/why/", "/join/apply/check/",
    "/join/apply/prove/", "/join/terms/", "/join/terms/1/", "/static/", "/media/", "/documents/1/a.pdf",
]  # fmt: skip
# Searches that find every canary. They are in lower case, so that the form that repeats them shows no canary.
SEARCHES = ["canary", "canary*", '"canary', "%_'"]
# Searches with the filters of the search page.
FILTERED = [
    {"q": "canary*"}, {"q": "canary* -nothing", "order": "newest"}, {"q": '"and so on', "tab": "library"},
    {"q": "canaryheld*", "tab": "forum"}, {"q": "canarycirclepage", "kind": "guidance"},
    {"kind": "discussion", "tab": "forum", "until": "2999-01-01"}, {"q": "has:file -nothing", "since": "2000-01-01"},
    {"board": "canarycircleboard", "tab": "forum"}, {"q": "canaryenclosedinside", "tab": "forum"},
    {"q": "canaryuncheckedinside", "tab": "forum"}, {"area": "walsall", "tab": "forum"},
]  # fmt: skip
STEWARD_PAGES = [
    "/cms/", "/cms/pages/", "/cms/snippets/", "/cms/reports/site-history/", "/cms/reports/aging-pages/", "/cms/users/",
    "/cms/images/", "/cms/documents/", "/cms/snippets/pages/pagefile/", "/cms/pages/search/?q=canary", "/cms/due/",
    "/review/", "/review/history/", "/review/?show=mine", "/review/?show=author", "/review/?show=not-mine&kind=posts",
    "/review/people/", "/review/people/?q=canary", "/review/log/", "/review/log/?about=forum.",
    "/review/log/?kind=forum.board", "/review/health/", "/review/health/handover/", "/review/health/email/",
    "/review/health/email/again/",
]  # fmt: skip

PLAIN_VIEWS = [
    "own_sanctions:own_sanctions", "own_messages:message_list", "moderation_figures:figures",
    "catchup:catch_up", "support:support", "trends:trend_list", "trends:official", "trends:briefing_list",
    "guides:guide_list",
    "drafts:draft_list", "saved:saved_list", "forum:board_list", "forum:flag_list",
    "library:resource_list", "library:resource_add", "library:due_list", "library:draft_list", "library:trash_list",
    "library:draft_add", "library:own_drafts", "library:link_list",
    "library:suggestion_list", "library:suggest", "library:law_change", "library:ownerless_list",
    "library:instrument_list",
    "library:access_list", "library:coverage",
    "library:reading_lists", "library:reading_list_add",
    "notifications:notification_list", "notifications:mail_list", "notifications:mail_choices",
    "phrases:phrase_list",
    "following:following_list", "agencies:agency_list", "people:person_list", "me:me", "me:confirm", "me:terms_accept",
    "me:leave", "me:sign_ins",
    "feeds:feed_list", "mfa_index", "account_email", "account_change_password", "usersessions_list",
    "staff_people:person_add",
    "staff_people:invited", "staff_people:terms_list", "staff_people:terms_new", "people:invite", "agencies:joining",
    "staff_boards:boards", "staff_boards:board_add", "circles:circle_list",
    "staff_circles:circles", "staff_circles:circle_add", "staff_agencies:agencies", "staff_agencies:agency_add",
    "records:message_list",
    "staff_contacts:contact_list", "staff_contacts:contact_add",
    "records:registers", "records:complaint_list", "records:complaint_add", "records:breach_list", "records:breach_add",
    "records:risk_add",
    "privacy:data", "privacy:erase", "staff_erasures:erasures", "staff_erasures:address_erase",
    "retention:due_list", "retention:report",
]  # fmt: skip


def addresses(world: World) -> Iterator[str]:
    """Yield every address of the site that a GET request may open, for the rows of the shared test data."""
    yield from PUBLIC_PAGES
    yield from STEWARD_PAGES
    for name in PLAIN_VIEWS:
        yield reverse(name)
    yield from searches(world)
    yield from topic_lists(world)
    for who in GUIDES:
        yield reverse("guides:guide", args=[who])
    author = world.people["author"]
    for person in world.unnamed_writers.values():
        yield reverse("staff_people:person", args=[person.pk])
        yield f"{reverse('forum:board_people', args=['protected'])}?q=canary"
    for name in ("author", "lead", "gone_agency"):
        yield world.people[name].agency.get_absolute_url()
        yield reverse("agencies:colleagues", args=[world.people[name].agency.slug])
        for page in ("agency", "agency_remits", "agency_delete"):
            yield reverse(f"staff_agencies:{page}", args=[world.people[name].agency.slug])
    yield reverse("agencies:colleague_left", args=[world.people["lead"].agency.slug, world.colleague.pk])
    yield f"{reverse('people:person_list')}?q=canarycolleague"
    for page in ("message", "message_remove"):
        yield reverse(f"records:{page}", args=[world.message.pk])
    for page in ("contact", "contact_remove"):
        yield reverse(f"staff_contacts:{page}", args=[world.published_contact.pk])
    yield f"/cms/snippets/pages/contactmessage/inspect/{world.message.pk}/"
    for page in ("circle", "circle_members", "circle_name", "circle_delete"):
        yield reverse(f"staff_circles:{page}", args=[world.boards["circle"].circle_id])
    yield reverse("circles:circle", args=[world.boards["circle"].circle_id])
    for change in world.access_changes.values():
        yield change.get_absolute_url()
    yield reverse("staff_access:first_approval", args=[world.first_approval.pk])
    for entry in world.records:
        yield entry.get_absolute_url()
    for page, entry in zip(("complaint_edit", "breach_edit"), world.records, strict=False):
        yield reverse(f"records:{page}", args=[entry.pk])
    for name in ("library:rss_feed", "library:atom_feed"):
        yield reverse(name)
    for name in ("synonym_list", "synonyms_add", "chosen_add"):
        yield reverse(f"search:{name}")
    yield reverse("glossary:entry_list")
    yield reverse("glossary:entry_explain", args=[SynonymSet.objects.first().pk])
    yield reverse("search:chosen_delete", args=[world.chosen_result.pk])
    yield reverse("library:instrument_edit", args=[LegalInstrument.objects.first().pk])
    for check in (world.ground, world.ended_ground):
        yield reverse("library:library_draft", args=[check.pk])
        for page in ("ground_check", "ground_check_end"):
            yield reverse(f"forum:{page}", args=[check.pk])
    for page in ("poll", "poll_end", "poll_delete"):
        yield reverse(f"forum:{page}", args=[world.poll.pk])
    yield reverse("library:case_learning")
    yield world.trend.get_absolute_url()
    yield reverse("forum:closing_line", args=[world.trend.pk])
    for page in ("trend", "trend_csv", "trend_areas_csv", "trend_reading"):
        yield reverse(f"trends:{page}", args=[world.trend.pk])
    for page in ("/search/", "/library/"):
        yield f"{page}?q=canarychosenwords"
    yield "/search/saved/"
    yield "/search/saved/add/?q=canary"
    yield reverse("privacy:copy_download", args=[world.data_copy.key])
    for saved in world.saved_searches.values():
        yield saved.get_absolute_url()
        yield reverse("search:saved_edit", args=[saved.pk])
        yield reverse("search:saved_delete", args=[saved.pk])
    for board in world.boards.values():
        yield board.get_absolute_url()
        yield f"{board.get_absolute_url()}?before=9999999999999999-999999"
        yield reverse("forum:topic_new", args=[board.slug])
        yield reverse("retention:board_time", args=[board.slug])
        for page in ("board", "board_audience", "board_moderators", "board_state"):
            yield reverse(f"staff_boards:{page}", args=[board.slug])
        yield f"{reverse('forum:board_people', args=[board.slug])}?q=first"
        yield f"{reverse('forum:board_people', args=[board.slug])}?q=canarycoll"
        for title in ("canarytopic", "canarycircletopic", "canaryheldtitle"):
            yield f"{reverse('forum:board_similar', args=[board.slug])}?{urlencode({'title': title})}"
    for topic in world.topics.values():
        yield topic.get_absolute_url()
        yield f"{topic.get_absolute_url()}?page=2"
        yield reverse("forum:topic_by_number", args=[topic.pk])
        yield reverse("forum:topic_reply", args=[topic.pk])
        yield reverse("forum:topic_unread", args=[topic.pk])
        for page in ("manage", "lock", "rename", "archive", "slow", "move", "split", "merge", "downloads"):
            yield reverse(f"forum:topic_{page}", args=[topic.pk])
        for page in ("marking", "act", "correct"):
            yield reverse(f"forum:topic_{page}", args=[topic.pk])
        yield reverse("forum:question_close", args=[topic.pk])
        for page in ("topic_ground_check", "ground_check_new", "topic_poll", "poll_new", "closing_line"):
            yield reverse(f"forum:{page}", args=[topic.pk])
        yield f"{reverse('forum:topic_new_posts', args=[topic.pk])}?after=0"
        yield reverse("retention:topic_fate", args=[topic.pk])
        yield reverse("retention:hold_end", args=[topic.pk])
    for post in world.posts.values():
        yield post.get_absolute_url()
        yield reverse("review:item", args=["posts", post.pk])
        yield reverse("review:item_recuse", args=["posts", post.pk])
        yield reverse("staff_posts:post_change", args=[post.pk])
        yield reverse("staff_posts:post_ask", args=[post.pk])
        yield reverse("staff_posts:post_who", args=[post.pk])
        yield reverse("forum:post_answer", args=[post.pk])
        yield reverse("forum:post_edit", args=[post.pk])
        yield reverse("forum:post_history", args=[post.pk])
        yield reverse("forum:post_withdraw", args=[post.pk])
        yield reverse("forum:post_note", args=[post.pk])
        yield reverse("forum:post_flag", args=[post.pk])
        yield reverse("review:item", args=["flags", post.pk])
        for name in ("circle", "members"):
            yield f"{reverse('forum:topic_reply', args=[world.topics[name].pk])}?quote={post.pk}&to={post.pk}"
    for asked in world.applications.values():
        yield reverse("applications:application", args=[asked.pk])
        yield f"{reverse('staff_erasures:address_erase')}?application={asked.pk}"
        yield path_of(asked.get_absolute_url())
    for revision in world.revisions.values():
        yield reverse("review:item", args=["edits", revision.pk])
        yield reverse("staff_posts:edit_change", args=[revision.pk])
    yield reverse("review:item", args=["agency-texts", world.agency_second_review.pk])
    for review in world.publications.values():
        yield reverse("review:item", args=["publications", review.pk])
        yield reverse("review:item_recuse", args=["publications", review.pk])
    for suggestion in world.suggestions.values():
        yield reverse("library:suggestion", args=[suggestion.pk])
    for made in world.lists.values():
        yield reverse("library:reading_list", args=[made.pk])
        for page in ("edit", "items", "delete", "report"):
            yield reverse(f"library:reading_list_{page}", args=[made.pk])
        yield reverse("review:item", args=["reading-lists", made.pk])
    for note in world.notes.values():
        yield reverse("review:item", args=["field-notes", note.pk])
        yield reverse("library:note_withdraw", args=[note.resource.slug, note.pk])
    for asked in world.requests.values():
        yield asked.get_absolute_url()
        yield reverse("library:access_withdraw", args=[asked.pk])
    resources = {*world.resources.values(), *(review.version.resource for review in world.publications.values())}
    for resource in sorted(resources, key=lambda one: one.pk):
        yield resource.get_absolute_url()
        yield reverse("library:resource_edit", args=[resource.slug])
        for page in ("check", "bring_back", "trash", "outdated", "uses", "hand_over"):
            yield reverse(f"library:resource_{page}", args=[resource.slug])
        yield reverse("library:version_list", args=[resource.slug])
        yield reverse("library:version_changes", args=[resource.slug, 1])
        yield reverse("library:card", args=[resource.slug])
        yield reverse("library:draft_join", args=[resource.slug, world.resources["public"].slug])
        yield reverse("library:citation", args=[resource.slug, "json"])
        yield reverse("library:version_add", args=[resource.slug])
        yield reverse("library:resource_downloads", args=[resource.slug])
        yield reverse("library:download_names", args=[resource.slug])
        yield reverse("library:discuss", args=[resource.slug])
        yield reverse("library:made_from", args=[resource.slug])
        yield reverse("library:note_add", args=[resource.slug])
        yield reverse("library:reading_list_put", args=[resource.slug])
        for version in resource.versions.all():
            yield reverse("library:version_by_number", args=[version.pk])
            yield version.get_absolute_url()
            yield reverse("library:content_add", args=[resource.slug, version.number])
            yield reverse("library:version_hidden", args=[resource.slug, version.number])
            yield reverse("library:version_citation", args=[resource.slug, version.number, "ris"])
            for file in version.files.all():
                yield file.get_absolute_url()
                yield f"{reverse('library:page_text', args=[file.pk, 1])}?q=canary*"
                yield reverse("library:page_text", args=[file.pk, 12])
                yield reverse("library:access_ask", args=[file.pk])
                of_file = [resource.slug, version.number, file.pk]
                yield reverse("library:file_label", args=of_file)
                yield reverse("library:thumbnail_choose", args=of_file)
                yield reverse("library:copy_compare", args=of_file)
                for side in ("before", "after"):
                    yield reverse("library:copy_picture", args=[*of_file, 1, side])
                for part in file.stored_file.hidden_parts.all():
                    yield reverse("library:hidden_clear", args=[resource.slug, version.number, part.pk])
                yield reverse("library:file_thumbnail", args=[file.pk])
    for draft in world.drafts.values():
        yield draft.get_absolute_url()
        for page in ("draft_versions", "draft_discard"):
            yield reverse(f"drafts:{page}", args=[draft.pk])
    waiting = [file for draft in world.drafts.values() for file in draft.files.all()]
    for file in (*world.files.values(), *world.attachments.values(), *world.page_files.values(), *waiting):
        yield file.get_absolute_url()
    yield from world.feed_addresses.values()
    for attachment in world.attachments.values():
        yield reverse("forum:file_thumbnail", args=[attachment.pk])
        yield held_file_url(attachment)
    for person in (*world.people.values(), *world.unnamed_writers.values(), world.colleague):
        yield reverse("members:member", args=[person.pk])
    for person in world.people.values():
        yield reverse("staff_people:person", args=[person.pk])
        yield reverse("staff_people:person_details", args=[person.pk])
        yield reverse("staff_people:second_step", args=[person.pk])
        for page in ("sanctions", "notes", "message"):
            yield reverse(f"sanctions:{page}", args=[person.pk])
        yield reverse("sanctions:sanction_lift", args=[person.pk, world.sanction.pk])
        yield reverse("staff_erasures:person_erase", args=[person.pk])
        yield reverse("staff_erasures:hold_end", args=[person.pk])
    yield reverse("review:item", args=["appeals", world.sanction.pk])
    for topic in world.topics.values():
        yield path_of(stop_url(author, source=POST_SOURCE, group=group_of(topic.pk)))
    yield path_of(stop_url(author))


def topic_lists(world: World) -> Iterator[str]:
    """Yield the lists of topics over all boards and of each board: unfiltered, filtered, and after a cursor.

    A filter gets only values that a topic of the shared test data has. Other values find nothing.
    """
    chosen = [{"kind": kind} for kind in sorted({topic.kind for topic in world.topics.values()})]
    filters = [*chosen, {"kind": "canary"}, {"before": "9999999999999999-999999"}]
    filters += [{"remit": ask.remit.slug} for ask in Ask.objects.select_related("remit")[:1]]
    filters.append({"form": ExploitationForm.objects.first().slug})
    for one in TopicList:
        yield reverse(f"forum:{one.value}")
        for parameters in filters:
            yield f"{reverse(f'forum:{one.value}')}?{urlencode(parameters)}"
    for board in world.boards.values():
        yield f"{board.get_absolute_url()}?sort=newest"
        for parameters in chosen:
            yield f"{board.get_absolute_url()}?{urlencode(parameters)}&sort=newest"


def searches(world: World) -> Iterator[str]:
    """Yield searches of the site and of the library, by word and by filter, that could show private text."""
    for words in SEARCHES:
        yield f"/search/?q={quote(words)}"
        yield f"{reverse('library:resource_list')}?q={quote(words)}"
        yield f"{reverse('library:resource_list')}?q={quote(words)}&remit=housing&sort=title"
    yield f"{reverse('library:resource_list')}?remit=policing&language=cy"
    yield f"{reverse('library:resource_list')}?q=canarycirclesumari"
    for parameters in FILTERED:
        yield f"/search/?{urlencode(parameters)}"
    author = world.people["author"]
    yield f"/search/?{urlencode({'author': str(author).lower(), 'agency': author.agency.slug})}"
    for person in world.unnamed_writers.values():
        yield f"/search/?{urlencode({'author': person.first_name.lower(), 'tab': 'forum'})}"
        yield f"/search/?{urlencode({'agency': person.agency.slug, 'remit': 'housing', 'tab': 'forum'})}"


def held_file_url(attachment: Attachment) -> str:
    """Return the address at which moderators open the file of a held post."""
    return reverse("forum:held_file", args=[attachment.pk, attachment.stored_file.name])


def path_of(url: str) -> str:
    return url.removeprefix(settings.SITE_URL)


def enter(client: Client, world: World, name: str) -> None:
    """Sign in as this person, with the second step if they have a role.

    A person who may no longer sign in gets a session too, because they may have signed in before.
    """
    client.logout()
    if name == "anonymous":
        return
    client.force_login(world.people[name])
    if name in STEWARDS:
        take_second_step(client, world.people[name])


@dataclass(frozen=True)
class Crawl:
    """What one person got: address → status, and (address, canary) for each canary in a response."""

    statuses: dict[str, int]
    words: set[tuple[str, str]]

    def showing(self, canaries: Iterable[str]) -> set[str]:
        """Return the addresses that showed one of these canaries."""
        wanted = set(canaries)
        return {address for address, word in self.words if word in wanted}


def crawl(world: World, name: str, asked: Iterable[str] | None = None) -> Crawl:
    """Open each of these addresses once as this person. asked: by default every address of the site."""
    statuses, words = {}, set()
    for address, response in visits(world, name, dict.fromkeys(addresses(world) if asked is None else asked)):
        statuses[address] = response.status_code
        words.update((address, word) for word in CANARY.findall(everything_in(response, address)))
    return Crawl(statuses, words)


def leaks(world: World, name: str, words: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the sorted (address, canary) pairs among `words` that this person may not read."""
    return sorted((address, word) for address, word in words if name not in world.canaries.get(word, ()))


def visits(world: World, name: str, asked: Iterable[str]) -> Iterator[tuple[str, HttpResponse]]:
    """Yield (address, response) for each address. Signs in again if a response ended the session."""
    client = Client(raise_request_exception=True)
    enter(client, world, name)
    for address in asked:
        if name != "anonymous" and not client.cookies["sessionid"].value:
            enter(client, world, name)
        yield address, client.get(address)


def everything_in(response, address: str) -> str:
    """Return the headers and body as text, without the requested path, which the page may repeat."""
    headers = "\n".join(f"{key}: {value}" for key, value in response.headers.items())
    text = unquote(headers) + "\n" + body_of(response).decode("utf-8", "replace")
    return text.replace(unquote(address.partition("?")[0]), "")


def body_of(response) -> bytes:
    """Return the whole body. A streaming response is read to its end, which closes its file."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def everybody() -> list[str]:
    return sorted(EVERYBODY)
