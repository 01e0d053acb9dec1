"""Who gets an answer where: every address of the URLconf, as every kind of person.

An address that stands in no table fails the walk: a new room says first who may enter it.
"""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ratsite.access import PUBLIC_VIEWS
from tests.crawl import body_of, enter, visits
from tests.house import EVERYBODY, MEMBERS

# Members' rooms: anybody signed in and approved.
MEMBERS_VIEWS = {
    "forum:board_list", "forum:board", "forum:topic_new", "forum:topic", "forum:topic_by_number", "forum:topic_reply",
    "forum:post", "forum:topic_unread", "forum:topic_new_posts", "forum:topic_mark_read", "forum:board_mark_read",
    "forum:post_edit", "forum:post_withdraw", "forum:post_history",
    "catchup:catch_up", "drafts:draft_list", "drafts:draft_discard",
    "search:saved_list", "search:saved_add", "search:saved", "search:saved_delete",
    # allauth's own account pages
    "account_change_password", "account_set_password", "account_email", "account_reauthenticate",
    "mfa_index", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_generate_recovery_codes", "mfa_view_recovery_codes", "mfa_download_recovery_codes",
    "mfa_list_webauthn", "mfa_add_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn", "usersessions_list",
}  # fmt: skip
STEWARDS_VIEWS = {
    "moderation:queue", "moderation:item", "desk:people", "desk:person_add", "desk:person",
    "library:resource_add", "library:resource_edit", "library:file_add",
}  # fmt: skip

# Wagtail's pages behind a shared password: not used here, so closed to all but members, who find nothing there.
UNUSED_VIEWS = {"wagtaildocs_authenticate_with_password", "wagtailcore_authenticate_with_password"}


def walk(patterns, namespace: str = "", prefix: str = "") -> Iterator[tuple[str, str]]:
    """(view name with namespaces, route) for every address."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [namespace, pattern.namespace]))
            yield from walk(pattern.url_patterns, inner, route)
        elif isinstance(pattern, URLPattern):
            yield ":".join(filter(None, [namespace, pattern.name or ""])), route


def test_every_address_stands_in_a_table():
    known = PUBLIC_VIEWS | MEMBERS_VIEWS | STEWARDS_VIEWS | UNUSED_VIEWS
    unlisted = {
        (name, route)
        for name, route in walk(get_resolver().url_patterns)
        if name not in known and not route.startswith("cms/")
    }
    assert unlisted == set()


def test_no_table_lists_what_is_gone():
    names = {name for name, _ in walk(get_resolver().url_patterns)}
    optional = {"styleguide", "wagtailimages_serve"}  # mounted by a setting, or by nobody yet
    assert (PUBLIC_VIEWS | MEMBERS_VIEWS | STEWARDS_VIEWS) - names - optional == set()


def test_no_api_is_mounted():
    routes = [route for _, route in walk(get_resolver().url_patterns)]
    assert [route for route in routes if route.startswith("api")] == []


def expect(members: dict[str, int] | int, *, stranger: int = 302, refused: int = 403) -> dict[str, int]:
    """The answer for each kind of person: strangers are sent to sign in, those no longer approved are told so."""
    table = {"anonymous": stranger, "pending": refused, "gone_agency": refused}
    # Suspended, lapsed and left people have no session any more: Django drops it at the next request.
    table |= {"lapsed": stranger, "suspended": stranger, "left": stranger}
    return table | (members if isinstance(members, dict) else dict.fromkeys(MEMBERS, members))


def only(*names: str, yes: int = 200, no: int = 404) -> dict[str, int]:
    return {name: yes if name in names else no for name in MEMBERS}


def tables(house) -> list[tuple[str, dict[str, int]]]:
    circle, members = house.topics["circle"], house.topics["members"]
    held = house.topics["members_held"]
    in_circle = only("insider", "author", "moderator")
    moderators = only("moderator", "other_moderator", no=403)
    # A plain member is told no; a steward of another kind is, too.
    desk = only("coordinator", no=403)
    return [
        (reverse("forum:board_list"), expect(200)),
        (reverse("forum:board", args=["canaryboard"]), expect(200)),
        (reverse("forum:board", args=["canarycircleboard"]), expect(in_circle)),
        (reverse("forum:board", args=["nowhere"]), expect(404)),
        (reverse("forum:topic_new", args=["canaryboard"]), expect(200)),
        (reverse("forum:topic_new", args=["canarycircleboard"]), expect(in_circle)),
        (members.get_absolute_url(), expect(200)),
        (reverse("forum:topic_by_number", args=[members.pk]), expect(302)),
        (circle.get_absolute_url(), expect(in_circle)),
        (reverse("forum:topic_by_number", args=[circle.pk]), expect(only("insider", "author", "moderator", yes=302))),
        (held.get_absolute_url(), expect(only("author"))),
        (reverse("forum:topic_reply", args=[members.pk]), expect(200)),
        (reverse("forum:topic_reply", args=[circle.pk]), expect(in_circle)),
        (reverse("forum:topic_reply", args=[held.pk]), expect(only("author", yes=403))),
        (house.posts["members"].get_absolute_url(), expect(302)),
        (house.posts["circle"].get_absolute_url(), expect(only("insider", "author", "moderator", yes=302))),
        (house.posts["reply_held"].get_absolute_url(), expect(only("author", yes=302))),
        (house.posts["members_held"].get_absolute_url(), expect(only("author", yes=302))),
        (reverse("catchup:catch_up"), expect(200)),
        (reverse("drafts:draft_list"), expect(200)),
        (reverse("forum:post_edit", args=[house.posts["members"].pk]), expect(only("author", no=403))),
        (
            reverse("forum:post_edit", args=[house.posts["circle"].pk]),
            expect(only("author") | {"insider": 403, "moderator": 403}),
        ),
        (reverse("forum:post_edit", args=[house.posts["reply_held"].pk]), expect(only("author"))),
        (reverse("forum:post_history", args=[house.posts["members"].pk]), expect(200)),
        (reverse("forum:post_history", args=[house.posts["circle"].pk]), expect(in_circle)),
        (reverse("forum:post_history", args=[house.posts["reply_held"].pk]), expect(only("author"))),
        (reverse("forum:post_withdraw", args=[house.posts["circle"].pk]), expect(405)),
        (reverse("drafts:draft_discard", args=[house.drafts["author"].pk]), expect(405)),
        (reverse("forum:topic_unread", args=[members.pk]), expect(302)),
        (reverse("forum:topic_unread", args=[circle.pk]), expect(only("insider", "author", "moderator", yes=302))),
        (f"{reverse('forum:topic_new_posts', args=[members.pk])}?after=0", expect(200)),
        (f"{reverse('forum:topic_new_posts', args=[circle.pk])}?after=0", expect(in_circle)),
        (reverse("forum:topic_mark_read", args=[circle.pk]), expect(405)),
        (reverse("forum:board_mark_read", args=["canarycircleboard"]), expect(405)),
        (reverse("library:resource_list"), dict.fromkeys(EVERYBODY, 200)),
        (house.resources["public"].get_absolute_url(), dict.fromkeys(EVERYBODY, 200)),
        (house.files["public"].get_absolute_url(), dict.fromkeys(EVERYBODY, 200)),
        (house.resources["members"].get_absolute_url(), dict.fromkeys(EVERYBODY, 404) | dict.fromkeys(MEMBERS, 200)),
        (house.files["members"].get_absolute_url(), dict.fromkeys(EVERYBODY, 404) | dict.fromkeys(MEMBERS, 200)),
        (house.resources["circle"].get_absolute_url(), dict.fromkeys(EVERYBODY, 404) | in_circle),
        (house.files["circle"].get_absolute_url(), dict.fromkeys(EVERYBODY, 404) | in_circle),
        (reverse("library:resource_add"), expect(only("curator", no=403))),
        (
            reverse("library:resource_edit", args=[house.resources["members"].slug]),
            expect(only("curator", no=403)),
        ),
        (reverse("library:file_add", args=[house.resources["members"].slug]), expect(only("curator", no=403))),
        (
            reverse("library:resource_edit", args=[house.resources["circle"].slug]),
            expect(only("insider", "author", "moderator", yes=403)),
        ),
        (reverse("search:search"), dict.fromkeys(EVERYBODY, 200)),
        (reverse("search:saved_list"), expect(200)),
        (reverse("search:saved_add"), expect(200)),
        (house.saved["author"].get_absolute_url(), expect(only("author", yes=302))),
        (reverse("search:saved_delete", args=[house.saved["author"].pk]), expect(only("author"))),
        (reverse("moderation:queue"), expect(moderators)),
        (
            reverse("moderation:item", args=["posts", house.posts["reply_held"].pk]),
            expect(moderators | {"other_moderator": 404}),
        ),
        (
            reverse("moderation:item", args=["posts", house.posts["circle_held"].pk]),
            expect(moderators | {"other_moderator": 404}),
        ),
        (
            reverse("moderation:item", args=["nothing", 1]),
            expect({**only(no=403), "moderator": 404, "other_moderator": 404}),
        ),
        (reverse("desk:people"), expect(desk)),
        (reverse("desk:person_add"), expect(desk)),
        (reverse("desk:person", args=[house.people["pending"].pk]), expect(desk)),
        (reverse("mfa_index"), expect(200)),
        (reverse("account_email"), expect(200)),
        (reverse("usersessions_list"), expect(200)),
    ]


@pytest.mark.parametrize("name", sorted(EVERYBODY))
def test_each_person_gets_the_answer_in_the_table(house, name):
    expected = tables(house)
    wrong = []
    for (url, answers), (_, response) in zip(expected, visits(house, name, [url for url, _ in expected]), strict=True):
        body_of(response)
        if response.status_code != answers[name]:
            wrong.append((url, response.status_code, answers[name]))
    assert wrong == []


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
def test_cms_is_for_stewards(client, house, name, status):
    enter(client, house, name)
    assert client.get("/cms/").status_code == status


def test_what_you_may_not_see_and_what_is_not_there_look_the_same(client, house):
    client.force_login(house.people["outsider"])
    pairs = [
        (house.topics["circle"].get_absolute_url(), "/forum/topics/999999/canarycircletopic/"),
        (house.posts["circle"].get_absolute_url(), "/forum/posts/999999/"),
        ("/forum/canarycircleboard/", "/forum/no-such-board/"),
        (house.saved["author"].get_absolute_url(), "/search/saved/999999/"),
        (house.resources["circle"].get_absolute_url(), "/library/no-such-resource/"),
        (house.files["circle"].get_absolute_url(), "/library/files/00000000-0000-4000-8000-000000000000/a.txt"),
    ]
    for forbidden, missing in pairs:
        first, second = client.get(forbidden), client.get(missing)
        assert (first.status_code, first.content) == (404, second.content)
        assert dict(first.headers) == dict(second.headers)
