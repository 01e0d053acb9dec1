"""Who may open which address: every address of the URLconf, with the expected status for each kind of person.

An address in no table fails the walk: add a new address here first, and say who may open it. The crawl of each person
(tests/test_canaries.py) compares the responses with `tables`.
"""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from forum.enums import TopicList
from forum.models import BlamingPhrase
from library.models import LegalInstrument
from ratsite.feeds.enums import FeedKind
from ratsite.sanctions.appeal_links import appeal_path
from ratsite.search.models import SynonymSet
from ratsite.web.access import PUBLIC_VIEWS
from tests.crawl import enter, held_file_url
from tests.world import EVERYBODY, MEMBERS, REVIEWERS

# Members' rooms: anybody signed in and approved.
MEMBERS_VIEWS = {
    "forum:latest", "forum:unread", "forum:unanswered", "forum:mine",
    "forum:board_list", "forum:board", "forum:topic_new", "forum:topic", "forum:topic_by_number", "forum:topic_reply",
    "forum:post", "forum:topic_unread", "forum:topic_new_posts", "forum:topic_mark_read", "forum:board_mark_read",
    "forum:board_people", "forum:board_similar", "forum:file_download", "forum:file_thumbnail",
    "forum:post_edit", "forum:post_withdraw", "forum:post_undo", "forum:post_history", "forum:post_flag",
    "forum:flag_list", "forum:post_answer", "forum:post_accept", "forum:question_settle", "forum:question_dismiss",
    "forum:ground_check", "forum:ground_check_new", "forum:ground_check_sign", "forum:ground_check_end",
    "forum:topic_ground_check", "forum:topic_poll",
    "library:library_draft", "forum:poll", "forum:poll_new", "forum:poll_end", "forum:poll_delete",
    "forum:closing_line",
    "library:case_learning", "phrases:phrase_list",
    "forum:question_decline", "forum:topic_marking", "forum:topic_act", "forum:topic_correct",
    "forum:topic_follow", "forum:board_follow", "forum:topic_signal", "forum:signal_take_back",
    "forum:topic_print",
    "following:following_list", "following:term_follow",
    "people:invite", "people:invitation_revoke", "agencies:joining",
    "notifications:notification_list", "notifications:notification_read", "notifications:mail_list",
    "notifications:mail_choices", "own_account:address_works",
    "catchup:catch_up", "support:support", "trends:trend_list", "trends:trend", "trends:trend_csv",
    "trends:trend_areas_csv",
    "guides:guide_list", "guides:guide", "glossary:entry_list", "glossary:entry_explain",
    "trends:official", "trends:official_csv",
    "trends:briefing_list", "trends:briefing_add", "trends:briefing", "trends:briefing_edit", "trends:briefing_ask",
    "trends:briefing_sign", "trends:briefing_take_back", "trends:briefing_use", "trends:briefing_delete",
    "trends:briefing_renew",
    "own_sanctions:own_sanctions", "own_messages:message_list", "moderation_figures:figures",
    "drafts:draft_list", "drafts:draft_discard", "drafts:draft_versions", "drafts:draft_file",
    "feeds:feed_list", "feeds:feed_make", "feeds:feed_end",
    "agencies:agency_list", "agencies:agency", "agencies:colleagues", "agencies:colleague_left",
    "agencies:colleagues_confirm", "agencies:colleague_vouch",
    "circles:circle_list", "circles:circle",
    "people:person_list", "members:member", "saved:saved_list", "saved:post_save",
    "thanks:post_thank", "thanks:post_unthank",
    "saved:post_unsave", "me:me", "me:sign_ins", "me:confirm", "me:terms_accept", "me:leave",
    "privacy:data", "privacy:copy_make", "privacy:copy_discard", "privacy:copy_download",
    "privacy:erase", "privacy:erase_take_back",
    "library:suggest", "library:suggestion_withdraw",
    "search:saved_list", "search:saved_add", "search:saved", "search:saved_edit", "search:saved_delete",
    "library:resource_follow", "library:resource_unfollow",
    "library:resource_downloads", "library:download_names", "library:note_add", "library:note_withdraw",
    "library:coverage", "library:reading_lists", "library:reading_list_add", "library:reading_list",
    "library:reading_list_edit", "library:reading_list_items", "library:reading_list_delete",
    "library:reading_list_put", "library:reading_list_report", "library:discuss",
    "library:version_by_number", "library:version_changes",
    "library:access_ask", "library:access_list", "library:access_request", "library:access_withdraw",
    # allauth's own account pages
    "account_change_password", "account_set_password", "account_email", "account_reauthenticate",
    "mfa_index", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_generate_recovery_codes", "mfa_view_recovery_codes", "mfa_download_recovery_codes",
    "mfa_list_webauthn", "mfa_add_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn", "usersessions_list",
}  # fmt: skip
STEWARDS_VIEWS = {
    "review:queue", "review:history", "review:item", "review:item_claim", "review:item_recuse",
    "review:item_take_back", "staff_posts:post_change", "staff_posts:edit_change", "staff_posts:post_ask",
    "staff_posts:post_who", "review:log", "operations:health", "operations:handover", "operations:unsent",
    "operations:try_again",
    "sanctions:sanctions", "sanctions:notes",
    "sanctions:message",
    "sanctions:sanction_lift", "applications:application", "staff_people:people", "staff_people:person_add",
    "staff_circles:circles", "staff_circles:circle_add", "staff_circles:circle", "staff_circles:circle_members",
    "staff_circles:circle_name", "staff_circles:circle_delete", "staff_agencies:agencies",
    "staff_agencies:agency_add", "staff_agencies:agency", "staff_agencies:agency_remits",
    "staff_agencies:agency_delete", "staff_access:access_change", "staff_access:first_approval",
    "staff_people:person", "staff_people:person_details", "staff_people:second_step", "staff_people:invited",
    "staff_people:terms_list", "staff_people:terms_new",
    "staff_erasures:erasures", "staff_erasures:address_erase", "staff_erasures:person_erase",
    "staff_erasures:person_hold", "staff_erasures:hold_end", "library:resource_add",
    "library:draft_add", "library:own_drafts",
    "library:draft_join", "library:link_list", "library:resource_edit", "library:version_add",
    "library:content_add", "library:content_remove",
    "library:made_from", "library:made_from_remove",
    "search:synonym_list", "search:synonyms_add", "search:synonyms_edit", "search:chosen_add", "search:chosen_delete",
    "library:due_list", "library:draft_list", "library:trash_list", "library:resource_check", "library:check_decide",
    "library:suggestion_list", "library:suggestion", "library:law_change", "library:ownerless_list",
    "library:instrument_list", "library:instrument_edit",
    "library:version_hidden", "library:copy_begin", "library:copies_begin", "library:copy_compare",
    "library:copy_picture", "library:original_take", "library:hidden_clear",
    "library:resource_uses", "library:relation_remove", "library:resource_take_over",
    "library:resource_hand_over",
    "library:resource_bring_back", "library:resource_trash", "library:resource_restore",
    "library:file_label", "library:thumbnail_choose", "forum:post_note", "forum:held_file", "records:registers",
    "staff_contacts:contact_list", "staff_contacts:contact_add", "staff_contacts:contact",
    "staff_contacts:contact_remove",
    "records:message_list", "records:message", "records:message_remove",
    "records:complaint_list", "records:complaint_add", "records:complaint", "records:breach_list",
    "records:complaint_edit", "records:breach_edit",
    "records:breach_add", "records:breach", "records:risk_add", "records:risk", "staff_boards:boards",
    "staff_boards:board_add", "staff_boards:board", "staff_boards:board_audience", "staff_boards:board_moderators",
    "staff_boards:board_state", "staff_boards:board_move", "forum:topic_manage", "forum:topic_pin",
    "forum:topic_lock", "forum:topic_rename", "forum:topic_archive", "forum:topic_slow", "forum:topic_move",
    "forum:topic_split", "forum:topic_merge", "forum:topic_downloads",
    "trends:trend_reading", "forum:question_close", "retention:due_list", "retention:report",
    "phrases:phrase",
    "retention:topic_fate", "retention:topic_hold", "retention:hold_end", "retention:board_time",
}  # fmt: skip

TOPIC_ENDS = (
    "/",
    "/unread/",
    "/manage/",
    "/manage/lock/",
    "/manage/rename/",
    "/manage/archive/",
    "/manage/slow/",
    "/manage/move/",
    "/manage/split/",
    "/manage/downloads/",
    "/manage/marking/",
    "/manage/act/",
)
TREND_PAGES = ("trend", "trend_csv", "trend_areas_csv", "trend_reading")
WORK_PAGES = (
    "topic_manage",
    "topic_lock",
    "topic_rename",
    "topic_archive",
    "topic_slow",
    "topic_move",
    "topic_split",
    "topic_merge",
)

# Wagtail's pages behind a shared password: not used here, so closed to all but members, who find nothing there.
UNUSED_VIEWS = {"wagtailcore_authenticate_with_password"}


def walk(patterns, namespace: str = "", prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield (view name with namespaces, route) for every address."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [namespace, pattern.namespace]))
            yield from walk(pattern.url_patterns, inner, route)
        elif isinstance(pattern, URLPattern):
            yield ":".join(filter(None, [namespace, pattern.name or ""])), route


def test_every_address_is_in_a_table():
    known = PUBLIC_VIEWS | MEMBERS_VIEWS | STEWARDS_VIEWS | UNUSED_VIEWS
    unlisted = {
        (name, route)
        for name, route in walk(get_resolver().url_patterns)
        if name not in known and not route.startswith("cms/")
    }
    assert unlisted == set()


def test_no_table_lists_what_is_gone():
    names = {name for name, _ in walk(get_resolver().url_patterns)}
    optional = {"styleguide", "styleguide_charts", "wagtailimages_serve"}  # mounted by a setting, or by nobody yet
    assert (PUBLIC_VIEWS | MEMBERS_VIEWS | STEWARDS_VIEWS) - names - optional == set()


def test_no_api_is_mounted():
    routes = [route for _, route in walk(get_resolver().url_patterns)]
    assert [route for route in routes if route.startswith("api")] == []


def expect(members: dict[str, int] | int, *, stranger: int = 302, refused: int = 403) -> dict[str, int]:
    """Return the expected status for each kind of person.

    Visitors are sent to sign in, former members to an explanation.
    """
    table = {"anonymous": stranger, "pending": refused, "gone_agency": refused}
    # Suspended, lapsed and left people have no session any more: Django drops it at the next request.
    table |= {"lapsed": stranger, "suspended": stranger, "left": stranger}
    return table | (members if isinstance(members, dict) else dict.fromkeys(MEMBERS, members))


def only(*names: str, yes: int = 200, no: int = 404) -> dict[str, int]:
    return {name: yes if name in names else no for name in MEMBERS}


def tables(world) -> list[tuple[str, dict[str, int]]]:
    circle, members = world.topics["circle"], world.topics["members"]
    held = world.topics["members_held"]
    in_circle = only("insider", "author", "moderator")
    led_on = only("insider", "author", "moderator", yes=302)
    moderators = only("moderator", "other_moderator", no=403)
    reviewers = moderators | {"curator": 200, "coordinator": 200}
    nothing_waits = {**only(no=403), "moderator": 404, "other_moderator": 404, "curator": 404, "coordinator": 404}
    # The address is for sending alone: whoever is no steward does not come so far as to be told.
    team = moderators | {"coordinator": 200}
    # A plain member is told no; a steward of another kind is, too.
    coordinators_only = only("coordinator", no=403)
    # The members' board names one moderator; the circle's names nobody, and the coordinator is not in it.
    keepers = moderators | {"coordinator": 200, "other_moderator": 404}
    circle_keepers = keepers | {"coordinator": 404}
    # Who looks after a board works on its topics; its readers are told no; for all others there is no such topic.
    workers = only("moderator", "coordinator", no=403)
    circle_workers = only("moderator") | {"insider": 403, "author": 403}
    return [
        (reverse("forum:board_list"), expect(200)),
        *((reverse(f"forum:{one.value}"), expect(200)) for one in TopicList),
        (reverse("forum:board", args=["canaryboard"]), expect(200)),
        (reverse("forum:board", args=["canarycircleboard"]), expect(in_circle)),
        (reverse("forum:board", args=["nowhere"]), expect(404)),
        (reverse("forum:topic_new", args=["canaryboard"]), expect(200)),
        (reverse("forum:topic_new", args=["canarycircleboard"]), expect(in_circle)),
        (reverse("forum:board_people", args=["canaryboard"]), expect(200)),
        (reverse("forum:board_similar", args=["canaryboard"]), expect(204)),
        (
            f"{reverse('forum:board_similar', args=['canarycircleboard'])}?title=canarycircletopic",
            expect(in_circle),
        ),
        (reverse("forum:board_people", args=["canarycircleboard"]), expect(in_circle)),
        (members.get_absolute_url(), expect(200)),
        (reverse("forum:topic_by_number", args=[members.pk]), expect(302)),
        (circle.get_absolute_url(), expect(in_circle)),
        (reverse("forum:topic_by_number", args=[circle.pk]), expect(led_on)),
        (held.get_absolute_url(), expect(only("author"))),
        (reverse("forum:topic_reply", args=[members.pk]), expect(200)),
        (reverse("forum:topic_reply", args=[circle.pk]), expect(in_circle)),
        (reverse("forum:topic_print", args=[members.pk]), expect(200)),
        (reverse("forum:topic_print", args=[circle.pk]), expect(only("insider", "author", "moderator", yes=403))),
        (reverse("forum:topic_print", args=[held.pk]), expect(only("author", yes=403))),
        (reverse("forum:topic_reply", args=[held.pk]), expect(only("author", yes=403))),
        (world.posts["members"].get_absolute_url(), expect(302)),
        (world.posts["circle"].get_absolute_url(), expect(led_on)),
        (world.posts["reply_held"].get_absolute_url(), expect(only("author", yes=302))),
        (world.posts["members_held"].get_absolute_url(), expect(only("author", yes=302))),
        (reverse("catchup:catch_up"), expect(200)),
        (reverse("trends:trend_list"), expect(200)),
        (reverse("trends:official"), expect(200)),
        (reverse("trends:briefing_list"), expect(200)),
        (reverse("trends:briefing_add"), expect(404)),  # made from nothing
        (reverse("trends:briefing", args=[1]), expect(404)),
        (reverse("trends:official_csv", args=["forces"]), expect(404)),  # the world has no official figures
        *((reverse(f"trends:{page}", args=[members.pk]), expect(404)) for page in TREND_PAGES),  # it is no trend note
        (reverse("forum:topic_signal", args=[members.pk]), expect(403)),
        (reverse("forum:topic_signal", args=[circle.pk]), expect(only("insider", "author", "moderator", yes=403))),
        (reverse("forum:signal_take_back", args=[members.pk, 2026, 11, "dudley"]), expect(405)),
        (reverse("members:member", args=[world.people["author"].pk]), expect(200)),
        (reverse("saved:saved_list"), expect(200)),
        (reverse("saved:post_save", args=[world.posts["circle"].pk]), expect(405)),
        (reverse("thanks:post_thank", args=[world.posts["circle"].pk]), expect(405)),
        (reverse("thanks:post_unthank", args=[world.posts["circle"].pk]), expect(405)),
        (reverse("saved:post_unsave", args=[world.posts["circle"].pk]), expect(405)),
        (reverse("members:member", args=[world.colleague.pk]), expect(404)),  # listed by role
        (reverse("members:member", args=[world.people["left"].pk]), expect(404)),
        (reverse("drafts:draft_list"), expect(200)),
        (reverse("forum:post_edit", args=[world.posts["members"].pk]), expect(only("author", no=403))),
        (
            reverse("forum:post_edit", args=[world.posts["circle"].pk]),
            expect(only("author") | {"insider": 403, "moderator": 403}),
        ),
        (reverse("forum:post_edit", args=[world.posts["reply_held"].pk]), expect(only("author"))),
        (reverse("forum:post_history", args=[world.posts["members"].pk]), expect(200)),
        (reverse("forum:post_history", args=[world.posts["circle"].pk]), expect(in_circle)),
        (reverse("forum:post_history", args=[world.posts["reply_held"].pk]), expect(only("author"))),
        (
            reverse("forum:post_note", args=[world.posts["members"].pk]),
            expect(only("moderator", no=403)),
        ),
        (
            reverse("forum:post_note", args=[world.posts["circle"].pk]),
            expect(only("moderator") | {"insider": 403, "author": 403}),
        ),
        (reverse("forum:post_note", args=[world.posts["reply_held"].pk]), expect(only("author", yes=403))),
        *(
            (reverse(f"forum:{page}", args=[topic.pk]), expect(answers))
            for page in WORK_PAGES
            for topic, answers in ((members, workers), (circle, circle_workers), (held, only("author", yes=403)))
        ),
        *(
            (reverse(f"forum:{page}", args=[topic.pk]), expect(answers))
            for page in ("topic_marking", "topic_act", "topic_correct")
            for topic, answers in (
                (members, workers | {"author": 200}),
                (circle, circle_workers | {"author": 200}),
                (held, only("author", yes=403)),
            )
        ),
        *(
            (reverse(f"forum:{page}", args=[topic.pk]), expect(answers))
            for page in ("ground_check_new", "poll_new")
            for topic, answers in (
                (members, workers | {"author": 200}),
                (circle, circle_workers | {"author": 200}),
                (held, only("author", yes=403)),
            )
        ),
        (reverse("forum:topic_ground_check", args=[members.pk]), expect(404)),  # it has none
        (reverse("forum:topic_ground_check", args=[circle.pk]), expect(led_on)),
        (reverse("forum:ground_check", args=[world.ground.pk]), expect(in_circle)),
        (reverse("forum:ground_check", args=[world.ended_ground.pk]), expect(in_circle)),
        (reverse("forum:ground_check_sign", args=[world.ground.pk]), expect(405)),
        (reverse("forum:topic_poll", args=[members.pk]), expect(404)),  # it has none
        (reverse("forum:topic_poll", args=[circle.pk]), expect(led_on)),
        (world.poll.get_absolute_url(), expect(in_circle)),
        (reverse("phrases:phrase_list"), expect(200)),
        (reverse("phrases:phrase", args=[BlamingPhrase.objects.accepted()[0].pk]), expect(moderators)),
        (reverse("forum:poll_end", args=[world.poll.pk]), expect(circle_workers | {"author": 200})),
        (reverse("forum:poll_delete", args=[world.poll.pk]), expect(circle_workers)),
        (reverse("forum:closing_line", args=[circle.pk]), expect(only("insider", "author", "moderator", yes=403))),
        (reverse("forum:ground_check_end", args=[world.ground.pk]), expect(circle_workers | {"author": 200})),
        (reverse("library:case_learning"), expect(200)),
        # It is not published, and only for a circle.
        (
            reverse("library:library_draft", args=[world.ground.pk]),
            expect(only("insider", "author", "moderator", yes=403)),
        ),
        (reverse("forum:topic_downloads", args=[members.pk]), expect(only("moderator", no=403))),
        (
            reverse("forum:topic_downloads", args=[circle.pk]),
            expect(only("moderator") | {"insider": 403, "author": 403}),
        ),
        (reverse("forum:topic_downloads", args=[held.pk]), expect(only("author", yes=403))),
        (reverse("forum:topic_pin", args=[members.pk]), expect(405)),
        (world.attachments["circle"].get_absolute_url(), expect(in_circle)),
        (world.attachments["unchecked"].get_absolute_url(), expect(404)),
        (reverse("forum:file_thumbnail", args=[world.attachments["circle"].pk]), expect(404)),  # it is no picture
        (held_file_url(world.attachments["held"]), expect(only("moderator"))),
        (held_file_url(world.attachments["circle"]), expect(404)),  # nobody decides on it any more
        (held_file_url(world.attachments["unchecked"]), expect(404)),
        (world.attachments["held"].get_absolute_url(), expect(only("author"))),
        (reverse("forum:post_withdraw", args=[world.posts["members"].pk]), expect(only("author", no=403))),
        (
            reverse("forum:post_withdraw", args=[world.posts["circle"].pk]),
            expect(only("author") | {"insider": 403, "moderator": 403}),
        ),
        (reverse("forum:post_withdraw", args=[world.posts["withdrawn"].pk]), expect(only("author"))),
        (reverse("forum:post_undo", args=[world.posts["withdrawn"].pk]), expect(405)),
        (reverse("forum:post_accept", args=[world.posts["circle"].pk]), expect(405)),
        (reverse("forum:question_settle", args=[circle.pk]), expect(405)),
        (reverse("forum:question_dismiss", args=[circle.pk]), expect(405)),
        (reverse("forum:question_decline", args=[circle.pk, 1]), expect(405)),
        (reverse("forum:question_close", args=[members.pk]), expect(403)),  # it is no question
        (reverse("drafts:draft_discard", args=[world.drafts["author"].pk]), expect(only("author"))),
        (reverse("drafts:draft_versions", args=[world.drafts["version"].pk]), expect(only("author"))),
        (world.drafts["author"].files.get().get_absolute_url(), expect(only("author"))),
        (reverse("forum:topic_unread", args=[members.pk]), expect(302)),
        (reverse("forum:topic_unread", args=[circle.pk]), expect(led_on)),
        (f"{reverse('forum:topic_new_posts', args=[members.pk])}?after=0", expect(200)),
        (f"{reverse('forum:topic_new_posts', args=[circle.pk])}?after=0", expect(in_circle)),
        (reverse("forum:topic_mark_read", args=[circle.pk]), expect(405)),
        (reverse("forum:board_mark_read", args=["canarycircleboard"]), expect(405)),
        (reverse("forum:topic_follow", args=[circle.pk]), expect(405)),
        (reverse("forum:board_follow", args=["canarycircleboard"]), expect(405)),
        (reverse("following:following_list"), expect(200)),
        (reverse("following:term_follow"), expect(405)),
        (reverse("notifications:notification_list"), expect(200)),
        (reverse("notifications:notification_read"), expect(405)),
        (reverse("notifications:mail_list"), expect(200)),
        (reverse("notifications:mail_choices"), expect(200)),
        (reverse("own_account:address_works"), expect(405)),
        (reverse("mail:stop", args=["a-token-that-we-never-made"]), dict.fromkeys(EVERYBODY, 404)),
        (reverse("library:resource_list"), dict.fromkeys(EVERYBODY, 200)),
        (world.page_files["checked"].get_absolute_url(), dict.fromkeys(EVERYBODY, 200)),
        (world.page_files["unchecked"].get_absolute_url(), dict.fromkeys(EVERYBODY, 404)),
        (world.resources["public"].get_absolute_url(), dict.fromkeys(EVERYBODY, 200)),
        (world.files["public"].get_absolute_url(), dict.fromkeys(EVERYBODY, 200)),
        (world.resources["members"].get_absolute_url(), dict.fromkeys(EVERYBODY, 404) | dict.fromkeys(MEMBERS, 200)),
        (world.files["members"].get_absolute_url(), dict.fromkeys(EVERYBODY, 404) | dict.fromkeys(MEMBERS, 200)),
        (world.resources["circle"].get_absolute_url(), dict.fromkeys(EVERYBODY, 404) | in_circle),
        (world.files["circle"].get_absolute_url(), dict.fromkeys(EVERYBODY, 404) | in_circle),
        *(
            (reverse("library:page_text", args=[world.files[name].pk, 12]), dict.fromkeys(EVERYBODY, 404) | answers)
            for name, answers in (
                ("public", dict.fromkeys(EVERYBODY, 200)),
                ("members", dict.fromkeys(MEMBERS, 200)),
                ("circle", in_circle),
            )
        ),
        (reverse("library:version_by_number", args=[world.resources["members"].current_id]), expect(302)),
        (
            reverse("library:version_by_number", args=[world.resources["circle"].current_id]),
            expect(led_on),
        ),
        (reverse("library:version_changes", args=[world.resources["members"].slug, 1]), expect(302)),
        (
            reverse("library:version_changes", args=[world.resources["circle"].slug, 1]),
            expect(led_on),
        ),
        (reverse("library:rss_feed"), dict.fromkeys(EVERYBODY, 200)),
        (reverse("library:atom_feed"), dict.fromkeys(EVERYBODY, 200)),
        (
            reverse("library:file_thumbnail", args=[world.files["public"].pk]),
            dict.fromkeys(EVERYBODY, 404),
        ),  # no page drawn
        *(
            (reverse(f"search:{page}", args=args), expect(only("curator", "editor", no=403)))
            for page, args in (
                ("synonym_list", []),
                ("synonyms_add", []),
                ("synonyms_edit", [SynonymSet.objects.first().pk]),
                ("chosen_add", []),
            )
        ),
        # Of a resource that neither of them may read.
        (
            reverse("search:chosen_delete", args=[world.chosen_result.pk]),
            expect(only("curator", "editor", yes=404, no=403)),
        ),
        *(
            (reverse(f"library:{page}", args=[world.resources[name].slug, *args]), readers)
            for name, readers in (
                ("public", dict.fromkeys(EVERYBODY, 200)),
                ("members", dict.fromkeys(EVERYBODY, 404) | dict.fromkeys(MEMBERS, 200)),
                ("circle", dict.fromkeys(EVERYBODY, 404) | in_circle),
            )
            for page, args in (("card", ()), ("citation", ["ris"]), ("version_citation", [1, "bib"]))
        ),
        (reverse("library:resource_add"), expect(only("curator", no=403))),
        (reverse("library:draft_add"), expect(only("curator", no=403))),
        (reverse("library:own_drafts"), expect(only("curator", no=403))),
        (reverse("library:link_list"), expect(only("curator", no=403))),
        (
            reverse("library:draft_join", args=[world.resources["members"].slug, world.resources["public"].slug]),
            expect(only("curator", yes=404, no=403)),  # it is no draft
        ),
        (
            reverse("library:resource_edit", args=[world.resources["members"].slug]),
            expect(only("curator", no=403)),
        ),
        (
            reverse("library:resource_downloads", args=[world.resources["members"].slug]),
            expect(only("curator", no=403)),
        ),
        (reverse("library:version_add", args=[world.resources["members"].slug]), expect(only("curator", no=403))),
        (reverse("library:content_add", args=[world.resources["members"].slug, 1]), expect(only("curator", no=403))),
        (reverse("library:content_remove", args=[world.resources["members"].slug, 1]), expect(405)),
        *(
            (reverse(f"library:{page}_list"), expect(only("curator", no=403)))
            for page in ("due", "draft", "suggestion", "ownerless", "trash")
        ),
        (
            reverse("library:version_hidden", args=[world.resources["members"].slug, 1]),
            expect(only("curator", "moderator", "other_moderator", no=403)),
        ),
        (
            reverse("library:copy_compare", args=[world.resources["members"].slug, 1, world.files["members"].pk]),
            expect(403),
        ),
        (
            reverse("library:copy_begin", args=[world.resources["members"].slug, 1, world.files["members"].pk]),
            expect(405),
        ),
        (reverse("library:copies_begin", args=[world.resources["members"].slug, 1]), expect(405)),
        (
            reverse(
                "library:copy_picture",
                args=[world.resources["members"].slug, 1, world.files["members"].pk, 1, "before"],
            ),
            expect(403),
        ),
        (
            reverse("library:hidden_clear", args=[world.resources["members"].slug, 1, 999_999]),
            expect({**only(no=403), "curator": 404}),
        ),
        (
            reverse("library:original_take", args=[world.resources["members"].slug, 1, world.files["members"].pk]),
            expect(405),
        ),
        (reverse("library:law_change"), expect(only("curator", no=403))),
        (reverse("library:instrument_list"), expect(only("curator", no=403))),
        (
            reverse("library:instrument_edit", args=[LegalInstrument.objects.first().pk]),
            expect(only("curator", no=403)),
        ),
        (reverse("library:instrument_edit", args=[999_999]), expect(only("curator", yes=404, no=403))),
        (
            reverse("library:resource_uses", args=[world.resources["members"].slug]),
            expect(only("curator", no=403)),
        ),
        (
            reverse("library:resource_hand_over", args=[world.resources["members"].slug]),
            expect(only("curator", no=403)),
        ),
        (reverse("library:made_from", args=[world.resources["members"].slug]), expect(only("curator", no=403))),
        (reverse("library:made_from_remove", args=[world.resources["members"].slug]), expect(405)),
        (reverse("library:discuss", args=[world.resources["members"].slug]), expect(200)),
        (reverse("library:suggest"), expect(200)),
        (reverse("library:suggestion_withdraw", args=[world.suggestions["own"].pk]), expect(405)),
        (reverse("library:suggestion", args=[world.suggestions["own"].pk]), expect(only("curator", no=403))),
        (reverse("library:resource_outdated", args=[world.resources["public"].slug]), dict.fromkeys(EVERYBODY, 200)),
        (
            reverse("library:resource_outdated", args=[world.resources["members"].slug]),
            dict.fromkeys(EVERYBODY, 404) | dict.fromkeys(MEMBERS, 200) | {"outsider": 302},  # has reported it already
        ),
        (
            world.resources["tombstone"].get_absolute_url(),
            dict.fromkeys(EVERYBODY, 404) | dict.fromkeys(MEMBERS, 410) | {"curator": 200},
        ),
        (world.resources["trashed"].get_absolute_url(), dict.fromkeys(EVERYBODY, 404)),
        (
            reverse("library:resource_check", args=[world.resources["members"].slug]),
            expect(only("curator", no=403)),
        ),
        *(
            (reverse(f"library:{page}", args=[world.resources["members"].slug]), expect(answers))
            for page, answers in (
                ("resource_bring_back", 403),
                ("resource_trash", 403),
                ("check_decide", 405),
                ("resource_take_over", 405),
                ("relation_remove", 405),
                ("resource_restore", 405),
            )
        ),
        (
            reverse("library:resource_edit", args=[world.resources["circle"].slug]),
            expect(only("insider", "author", "moderator", yes=403)),
        ),
        (world.resources["asked"].get_absolute_url(), dict.fromkeys(EVERYBODY, 404) | dict.fromkeys(MEMBERS, 200)),
        *(
            (address, dict.fromkeys(EVERYBODY, 404) | only("insider", "curator"))
            for address in (
                world.files["asked"].get_absolute_url(),
                reverse("library:page_text", args=[world.files["asked"].pk, 12]),
            )
        ),
        (
            reverse("library:access_ask", args=[world.files["asked"].pk]),
            expect(dict.fromkeys(MEMBERS, 200) | {"insider": 404, "curator": 404}),
        ),
        (reverse("library:access_ask", args=[world.files["members"].pk]), expect(404)),
        (reverse("library:access_list"), expect(200)),
        (reverse("library:coverage"), expect(200)),
        (reverse("library:reading_lists"), expect(200)),
        (reverse("library:reading_list_add"), expect(200)),
        (reverse("library:reading_list_put", args=[world.resources["members"].slug]), expect(200)),
        (reverse("library:reading_list_put", args=[world.resources["circle"].slug]), expect(in_circle)),
        (world.lists["owner"].get_absolute_url(), expect(only("outsider"))),
        (world.lists["circle"].get_absolute_url(), expect(in_circle)),
        (world.lists["members"].get_absolute_url(), expect(200)),
        (reverse("library:reading_list_edit", args=[world.lists["members"].pk]), expect(only("insider", no=403))),
        (reverse("library:reading_list_edit", args=[world.lists["owner"].pk]), expect(only("outsider"))),
        (reverse("library:reading_list_items", args=[world.lists["owner"].pk]), expect(405)),
        (
            reverse("library:reading_list_report", args=[world.lists["members"].pk]),
            expect(dict.fromkeys(MEMBERS, 200) | {"insider": 403}),
        ),
        (reverse("library:reading_list_report", args=[world.lists["owner"].pk]), expect(only("outsider", yes=403))),
        (reverse("library:reading_list_delete", args=[world.lists["owner"].pk]), expect(405)),
        (
            reverse("library:download_names", args=[world.resources["members"].slug]),
            expect(only("curator", no=403)),
        ),
        (reverse("library:note_add", args=[world.resources["members"].slug]), expect(200)),
        (reverse("library:note_add", args=[world.resources["circle"].slug]), expect(in_circle)),
        (reverse("library:resource_follow", args=[world.resources["circle"].slug]), expect(405)),
        (reverse("library:resource_unfollow", args=[world.resources["circle"].slug]), expect(405)),
        (
            reverse("library:note_withdraw", args=[world.resources["members"].slug, world.notes["waits"].pk]),
            expect(405),
        ),
        (world.requests["outsider"].get_absolute_url(), expect(only("outsider", "curator"))),
        (world.requests["insider"].get_absolute_url(), expect(only("insider", "curator"))),
        (reverse("library:access_withdraw", args=[world.requests["outsider"].pk]), expect(405)),
        (
            reverse("library:file_label", args=[world.resources["asked"].slug, 1, world.files["asked"].pk]),
            expect(only("curator", no=403)),
        ),
        (  # it is no PDF, so even a curator has nothing to choose
            reverse("library:thumbnail_choose", args=[world.resources["public"].slug, 1, world.files["public"].pk]),
            expect(403),
        ),
        (reverse("agencies:agency_list"), expect(200)),
        (world.people["author"].agency.get_absolute_url(), expect(200)),
        (world.people["gone_agency"].agency.get_absolute_url(), expect(404)),
        (reverse("agencies:colleagues", args=[world.people["lead"].agency.slug]), expect(only("lead", no=403))),
        (reverse("agencies:colleagues", args=[world.people["author"].agency.slug]), expect(403)),
        (reverse("agencies:colleagues", args=["no-such-agency"]), expect(404)),
        (
            reverse("agencies:colleague_left", args=[world.people["lead"].agency.slug, world.colleague.pk]),
            expect(only("lead", no=403)),
        ),
        (
            reverse("agencies:colleague_left", args=[world.people["lead"].agency.slug, world.people["author"].pk]),
            expect(only("lead", no=403) | {"lead": 404}),
        ),
        (reverse("agencies:colleagues_confirm", args=[world.people["lead"].agency.slug]), expect(405)),
        (
            reverse("agencies:colleague_vouch", args=[world.people["lead"].agency.slug, world.colleague.pk]),
            expect(405),
        ),
        (reverse("people:person_list"), expect(200)),
        (reverse("me:me"), expect(200)),
        (reverse("me:confirm"), expect(200)),
        (reverse("support:support"), expect(200)),
        (reverse("guides:guide_list"), expect(200)),
        (reverse("glossary:entry_list"), expect(200)),
        # No agency in the test data has a second remit, so that only curators and editors may write a line.
        (
            reverse("glossary:entry_explain", args=[SynonymSet.objects.first().pk]),
            expect(only("curator", "editor", no=403)),
        ),
        (reverse("guides:guide", args=["moderator"]), expect(200)),
        (reverse("guides:guide", args=["nobody"]), expect(404)),
        (reverse("me:terms_accept"), expect(200)),
        (reverse("staff_people:terms_list"), expect(coordinators_only)),
        (reverse("staff_people:terms_new"), expect(coordinators_only)),
        (reverse("joining:terms"), dict.fromkeys(EVERYBODY, 200)),
        (reverse("joining:terms_version", args=[1]), dict.fromkeys(EVERYBODY, 200)),
        (reverse("joining:terms_version", args=[99]), dict.fromkeys(EVERYBODY, 404)),
        (reverse("me:leave"), expect(302)),  # the password is asked for first
        (reverse("privacy:data"), expect(200)),
        (reverse("privacy:erase"), expect(302)),  # the password is asked for first
        (reverse("privacy:erase_take_back"), expect(405)),
        (reverse("staff_erasures:erasures"), expect(coordinators_only)),
        (reverse("staff_erasures:address_erase"), expect(coordinators_only)),
        (
            f"{reverse('staff_erasures:address_erase')}?application={world.applications['waiting'].pk}",
            expect(coordinators_only),
        ),
        (reverse("staff_erasures:person_erase", args=[world.people["author"].pk]), expect(coordinators_only)),
        (reverse("staff_erasures:hold_end", args=[world.people["author"].pk]), expect(coordinators_only)),
        (reverse("staff_erasures:person_erase", args=[999_999]), expect(coordinators_only | {"coordinator": 404})),
        (
            reverse("staff_erasures:person_hold", args=[world.people["author"].pk]),
            expect(405),
        ),
        (reverse("privacy:copy_make"), expect(405)),
        (reverse("privacy:copy_discard"), expect(405)),
        (reverse("privacy:copy_download", args=[world.data_copy.key]), expect(only("author", yes=302))),
        (reverse("search:search"), dict.fromkeys(EVERYBODY, 200)),
        (reverse("search:saved_list"), expect(200)),
        (reverse("search:saved_add"), expect(200)),
        (world.saved_searches["author"].get_absolute_url(), expect(only("author", yes=302))),
        (reverse("search:saved_edit", args=[world.saved_searches["author"].pk]), expect(only("author"))),
        (reverse("search:saved_delete", args=[world.saved_searches["author"].pk]), expect(only("author"))),
        (reverse("feeds:feed_list"), expect(200)),
        (reverse("feeds:feed_make", args=["forum"]), expect(405)),
        (reverse("feeds:feed_end", args=["forum"]), expect(405)),
        *((reverse(f"private:{kind}", args=["no-such-token"]), dict.fromkeys(EVERYBODY, 404)) for kind in FeedKind),
        *((world.feed_addresses[f"insider {kind}"], dict.fromkeys(EVERYBODY, 200)) for kind in FeedKind),
        *((world.feed_addresses[f"suspended {kind}"], dict.fromkeys(EVERYBODY, 404)) for kind in FeedKind),
        (reverse("applications:application", args=[world.applications["waiting"].pk]), expect(coordinators_only)),
        (
            reverse("applications:application", args=[world.applications["unproved"].pk]),
            expect(only("coordinator", yes=404, no=403)),
        ),
        (reverse("people:invite"), expect(200)),
        (reverse("people:invitation_revoke", args=[world.invitations["author"].pk]), expect(405)),
        (f"{reverse('joining:apply')}?invitation=no-such-token", dict.fromkeys(EVERYBODY, 200)),
        (reverse("staff_people:invited"), expect(coordinators_only)),
        (reverse("agencies:joining"), expect(200)),
        (reverse("joining:apply"), dict.fromkeys(EVERYBODY, 200)),
        *(
            (reverse(f"joining:{name}"), dict.fromkeys(EVERYBODY, 302))  # to the first page, which is not filled in
            for name in ("apply_agency", "apply_why", "apply_check")
        ),
        (reverse("joining:prove"), dict.fromkeys(EVERYBODY, 200)),
        (reverse("joining:new_code"), dict.fromkeys(EVERYBODY, 405)),
        (reverse("joining:application", args=["no-such-token"]), dict.fromkeys(EVERYBODY, 404)),
        (world.applications["waiting"].get_absolute_url(), dict.fromkeys(EVERYBODY, 200)),
        (world.applications["unproved"].get_absolute_url(), dict.fromkeys(EVERYBODY, 404)),
        (f"{world.applications['waiting'].get_absolute_url()}withdraw/", dict.fromkeys(EVERYBODY, 405)),
        (reverse("review:queue"), expect(reviewers)),
        (reverse("review:history"), expect(reviewers)),
        (
            reverse("review:item", args=["posts", world.posts["reply_held"].pk]),
            expect(reviewers | {"other_moderator": 404, "curator": 404, "coordinator": 404}),
        ),
        (
            reverse("review:item", args=["posts", world.posts["circle_held"].pk]),
            expect(reviewers | {"other_moderator": 404, "curator": 404, "coordinator": 404}),
        ),
        (
            reverse("review:item", args=["agency-texts", world.agency_second_review.pk]),
            expect(reviewers | {"moderator": 404, "other_moderator": 404, "curator": 404}),
        ),
        *(
            (
                reverse("review:item", args=["publications", world.publications[name].pk]),
                expect(reviewers | answers),
            )
            for name, answers in (
                ("all", {"coordinator": 404}),
                ("all file", {"coordinator": 404}),
                ("circle", {"coordinator": 404, "other_moderator": 404, "curator": 404}),
            )
        ),
        *(
            (place.get_absolute_url(), dict.fromkeys(EVERYBODY, 404) | dict.fromkeys(lookers, 200))
            for name, lookers in (("all", REVIEWERS), ("circle", {"moderator"}))
            for place in (
                world.publications[name].version.resource,
                world.publications[f"{name} file"].version,
                world.publications[f"{name} file"].version.files.get(),
            )
        ),
        (
            reverse("review:item", args=["nothing", 1]),
            expect(nothing_waits),
        ),
        *(
            (
                reverse(address, args=[*source, world.posts[name].pk]),
                expect(
                    moderators
                    | {"other_moderator": 404}
                    | dict.fromkeys(("curator", "coordinator"), 404 if source else 403)
                ),
            )
            for name in ("reply_held", "circle_held")
            for address, *source in (
                ("review:item_recuse", "posts"),
                ("staff_posts:post_change",),
                ("staff_posts:post_ask",),
            )
        ),
        (reverse("review:item_claim", args=["posts", world.posts["reply_held"].pk]), expect(405)),
        (reverse("review:item_take_back", args=["posts", world.posts["reply_held"].pk]), expect(405)),
        (
            reverse("staff_posts:edit_change", args=[world.revisions["members"].pk]),
            expect(moderators | {"other_moderator": 404, "curator": 403, "coordinator": 403}),
        ),
        (
            reverse("staff_posts:post_change", args=[world.posts["members"].pk]),
            expect(nothing_waits | {"curator": 403, "coordinator": 403}),
        ),
        (
            reverse("staff_posts:post_who", args=[world.posts["agency in members"].pk]),
            expect(moderators | {"other_moderator": 404, "curator": 403, "coordinator": 403}),
        ),
        *(
            (
                reverse("staff_posts:post_who", args=[world.posts[name].pk]),  # its author is named, or it came back
                expect(nothing_waits | {"curator": 403, "coordinator": 403}),
            )
            for name in ("members", "withdrawn")
        ),
        (reverse("forum:post_answer", args=[world.posts["reply_held"].pk]), expect(only("author"))),
        (reverse("forum:post_answer", args=[world.posts["circle_held"].pk]), expect(404)),  # nobody asks
        (reverse("review:log"), expect(team)),
        (reverse("operations:health"), expect(coordinators_only)),
        (reverse("operations:handover"), expect(coordinators_only)),
        (reverse("operations:unsent"), expect(coordinators_only)),
        (reverse("sanctions:sanctions", args=[world.people["outsider"].pk]), expect(team)),
        (
            reverse("sanctions:sanctions", args=[world.people["left"].pk]),
            expect(coordinators_only | {"moderator": 404, "other_moderator": 404}),
        ),
        (
            reverse("sanctions:sanction_lift", args=[world.people["insider"].pk, world.sanction.pk]),
            expect(team),
        ),
        (
            reverse("sanctions:sanction_lift", args=[world.people["outsider"].pk, world.sanction.pk]),
            expect(only("moderator", "other_moderator", "coordinator", yes=404, no=403)),
        ),
        (reverse("review:item", args=["appeals", world.sanction.pk]), expect(team | {"curator": 404})),
        (reverse("own_sanctions:own_sanctions"), expect(200)),
        (reverse("own_messages:message_list"), expect(200)),
        (reverse("moderation_figures:figures"), expect(200)),
        (reverse("sanctions:notes", args=[world.people["outsider"].pk]), expect(team)),
        (reverse("sanctions:message", args=[world.people["outsider"].pk]), expect(team)),
        *(
            (reverse(f"sanctions:{page}", args=[world.people["left"].pk]), expect(answers))
            for page, answers in (
                ("notes", coordinators_only | {"moderator": 404, "other_moderator": 404}),
                ("message", {**only(no=403), "moderator": 404, "other_moderator": 404}),
            )
        ),
        (appeal_path(world.sanction), dict.fromkeys(EVERYBODY, 200)),
        (reverse("appeals:appeal", args=["a-token-that-we-never-made"]), dict.fromkeys(EVERYBODY, 404)),
        (reverse("staff_boards:boards"), expect(moderators | {"coordinator": 200})),
        (reverse("staff_boards:board_add"), expect(coordinators_only)),
        (reverse("retention:due_list"), expect(moderators | {"coordinator": 200})),
        (reverse("retention:report"), expect(moderators | {"coordinator": 200})),
        (reverse("retention:topic_fate", args=[members.pk]), expect(keepers)),
        (reverse("retention:hold_end", args=[members.pk]), expect(keepers)),
        (reverse("retention:hold_end", args=[circle.pk]), expect(circle_keepers)),
        (reverse("retention:board_time", args=["canaryboard"]), expect(keepers)),
        (reverse("retention:board_time", args=["canarycircleboard"]), expect(circle_keepers)),
        (reverse("retention:topic_fate", args=[circle.pk]), expect(circle_keepers)),
        (reverse("retention:topic_fate", args=[held.pk]), expect(keepers | {"moderator": 404, "coordinator": 404})),
        (
            reverse("retention:topic_hold", args=[members.pk]),
            expect(405),
        ),
        *(
            (reverse(f"staff_boards:{page}", args=[slug]), expect(answers))
            for page in ("board", "board_audience", "board_state")
            for slug, answers in (("canaryboard", keepers), ("canarycircleboard", circle_keepers))
        ),
        (reverse("staff_boards:board_moderators", args=["canaryboard"]), expect(keepers | {"moderator": 403})),
        (
            reverse("staff_boards:board_moderators", args=["canarycircleboard"]),
            expect(circle_keepers | {"moderator": 403}),
        ),
        (reverse("staff_boards:board_move", args=["canaryboard"]), expect(405)),
        *(
            (reverse(f"records:{page}"), expect(coordinators_only))
            for page in ("registers", "complaint_list", "complaint_add", "breach_list", "breach_add", "risk_add")
        ),
        *((entry.get_absolute_url(), expect(coordinators_only)) for entry in world.records),
        *(
            (reverse(f"records:{page}", args=[entry.pk]), expect(coordinators_only))
            for page, entry in zip(("complaint_edit", "breach_edit"), world.records, strict=False)
        ),
        *(
            (reverse(f"staff_contacts:{page}", args=args), expect(coordinators_only | {"curator": 200}))
            for page, args in (
                ("contact_list", ()),
                ("contact_add", ()),
                ("contact", [world.published_contact.pk]),
                ("contact_remove", [world.published_contact.pk]),
            )
        ),
        (reverse("records:message_list"), expect(coordinators_only)),
        (reverse("records:message", args=[world.message.pk]), expect(coordinators_only)),
        (reverse("records:message_remove", args=[world.message.pk]), expect(only("coordinator", yes=302, no=403))),
        (reverse("records:complaint", args=[10**6]), expect(only("coordinator", yes=404, no=403))),
        (reverse("staff_people:people"), expect(coordinators_only)),
        (reverse("staff_people:person_add"), expect(coordinators_only)),
        (reverse("circles:circle_list"), expect(200)),
        (reverse("circles:circle", args=[world.boards["circle"].circle_id]), expect(in_circle)),
        (reverse("circles:circle", args=[10**6]), expect(404)),
        *((reverse(f"staff_circles:{page}"), expect(coordinators_only)) for page in ("circles", "circle_add")),
        *((reverse(f"staff_agencies:{page}"), expect(coordinators_only)) for page in ("agencies", "agency_add")),
        *(
            (reverse(f"staff_circles:{page}", args=[number]), expect(answers))
            for page in ("circle", "circle_members", "circle_name", "circle_delete")
            for number, answers in (
                (world.boards["circle"].circle_id, coordinators_only),
                (10**6, only("coordinator", yes=404, no=403)),
            )
        ),
        *(
            (reverse(f"staff_agencies:{page}", args=[world.people["author"].agency.slug]), expect(coordinators_only))
            for page in ("agency", "agency_remits", "agency_delete")
        ),
        *((change.get_absolute_url(), expect(coordinators_only)) for change in world.access_changes.values()),
        (reverse("staff_access:first_approval", args=[world.first_approval.pk]), expect(coordinators_only)),
        (reverse("staff_people:person", args=[world.people["pending"].pk]), expect(coordinators_only)),
        (reverse("staff_people:person_details", args=[world.people["pending"].pk]), expect(coordinators_only)),
        (reverse("staff_people:second_step", args=[world.people["pending"].pk]), expect(coordinators_only)),
        (reverse("me:sign_ins"), expect(200)),
        (reverse("mfa_index"), expect(200)),
        (reverse("account_email"), expect(200)),
        (reverse("usersessions_list"), expect(200)),
    ]


def test_a_board_that_a_steward_does_not_moderate_looks_like_one_that_does_not_exist(client, world):
    for name in ("coordinator", "other_moderator"):
        enter(client, world, name)
        for page in ("board", "board_audience", "board_moderators", "board_state"):
            closed, missing = (
                client.get(reverse(f"staff_boards:{page}", args=[slug]))
                for slug in ("canarycircleboard", "no-such-board")
            )
            assert (closed.status_code, closed.content) == (404, missing.content)
            assert dict(closed.headers) == dict(missing.headers)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("anonymous", 302),
        ("outsider", 403),
        ("insider", 403),
        ("lead", 403),
        ("pending", 403),
        ("suspended", 302),
        ("editor", 200),
    ],
)
def test_cms_is_for_stewards(client, world, name, status):
    enter(client, world, name)
    assert client.get("/cms/").status_code == status


@pytest.mark.parametrize("name", ["other_moderator", "curator", "author", "outsider"])
def test_a_held_file_and_one_that_is_not_there_look_the_same(client, world, name):
    enter(client, world, name)
    url = held_file_url(world.attachments["held"])
    closed, missing = (
        client.get(address)
        for address in (url, url.replace(str(world.attachments["held"].pk), "00000000-0000-4000-8000-000000000000"))
    )
    assert (closed.status_code, closed.content) == (404, missing.content)
    assert dict(closed.headers) == dict(missing.headers)


def test_what_you_may_not_see_and_what_is_not_there_look_the_same(client, world):
    client.force_login(world.people["outsider"])
    pairs = [
        (world.topics["circle"].get_absolute_url(), "/forum/topics/999999/canarycircletopic/"),
        (world.posts["circle"].get_absolute_url(), "/forum/posts/999999/"),
        *((f"/forum/topics/{world.topics['circle'].pk}{end}", f"/forum/topics/999999{end}") for end in TOPIC_ENDS),
        (world.attachments["circle"].get_absolute_url(), "/forum/files/00000000-0000-4000-8000-000000000000/a.txt"),
        ("/forum/canarycircleboard/", "/forum/no-such-board/"),
        (f"/circles/{world.boards['circle'].circle_id}/", "/circles/999999/"),
        ("/forum/canarycircleboard/people/?q=first", "/forum/no-such-board/people/?q=first"),
        (world.saved_searches["author"].get_absolute_url(), "/search/saved/999999/"),
        (f"/me/data/{world.data_copy.key}/", "/me/data/00000000-0000-4000-8000-000000000000/"),
        (world.resources["circle"].get_absolute_url(), "/library/no-such-resource/"),
        (world.files["circle"].get_absolute_url(), "/library/files/00000000-0000-4000-8000-000000000000/a.txt"),
        (
            f"/library/files/{world.files['circle'].pk}/pages/12/",
            "/library/files/00000000-0000-4000-8000-000000000000/pages/12/",
        ),
    ]
    for forbidden, missing in pairs:
        first, second = client.get(forbidden), client.get(missing)
        assert (first.status_code, first.content) == (404, second.content)
        assert dict(first.headers) == dict(second.headers)
