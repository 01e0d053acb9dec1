"""The staff pages of boards: their list, settings and audience."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum.actions.manage_boards import BoardSettings
from forum.models import Board
from ratsite.network.enums import Marking
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic, make_trend_note
from tests.markup import flat
from tests.membership_changes import send_membership

pytestmark = pytest.mark.django_db
NEW = {"name": "Night work", "aim": "To compare nights.", "audience": "members", "usual_kind": "discussion"}
NEW |= {"marking": "green", "ceiling": "green"}


@pytest.fixture
def staff_client(coordinator, sign_in):
    return sign_in(coordinator, with_second_step=True)


@pytest.fixture
def circle(coordinator):
    found = CircleFactory()
    found.people.add(coordinator)
    return found


def url_of(board: Board, page: str = "board") -> str:
    return reverse(f"staff_boards:{page}", args=[board.slug])


def settings_of(board: Board, **changes) -> dict:
    """Return what a browser sends for the settings of a board; a box that is not ticked is not sent."""
    values = {name: getattr(board, name) for name in BoardSettings.__dataclass_fields__} | changes
    values = {name: "on" if value is True else value for name, value in values.items() if value is not False}
    return {"version": board.version, **values}


def hidden(response) -> dict[str, str]:
    """Return the hidden fields of the confirmation page, as a browser sends them."""
    context = response.context
    fields = {field.html_name: field.as_hidden().split('value="')[-1].split('"')[0] for field in context["form"]}
    version = {"version": context["board"].version} if "board" in context else {}
    return {**fields, **version, "shown_hash": context["readers"].counts, "confirm": "1"}


def body(response) -> str:
    return flat(response.content)


def test_a_board_is_opened_in_two_steps_and_nothing_is_saved_before_the_second(staff_client):
    first = staff_client.post(reverse("staff_boards:board_add"), {**NEW, "holds_replies": "on"})
    assert "1 person in 1 agency will be able to read it" in body(first)
    assert Board.objects.count() == 0
    second = staff_client.post(reverse("staff_boards:board_add"), hidden(first), follow=True)
    assert "The board “Night work” is now open." in body(second)
    board = Board.objects.get()
    assert (board.name, board.circle, board.marking) == ("Night work", None, "green")
    assert (board.holds_replies, board.holds_newcomers) == (True, False)


def test_a_board_sent_twice_is_opened_once(staff_client):
    sent = hidden(staff_client.post(reverse("staff_boards:board_add"), NEW))
    for _ in range(2):
        assert staff_client.post(reverse("staff_boards:board_add"), sent).status_code == 302
    assert Board.objects.count() == 1


def test_going_back_from_the_numbers_shows_every_typed_text_again(staff_client):
    first = staff_client.post(reverse("staff_boards:board_add"), NEW)
    sent = {**hidden(first), "back": "1"}
    del sent["confirm"]
    html = body(staff_client.post(reverse("staff_boards:board_add"), sent))
    assert "To compare nights." in html
    assert 'value="Night work"' in html
    assert Board.objects.count() == 0


def test_a_forged_confirmation_is_asked_again(staff_client):
    response = staff_client.post(reverse("staff_boards:board_add"), {**NEW, "shown_hash": "1-1-0-0", "confirm": "1"})
    assert "The numbers have changed since you looked" in body(response)
    assert Board.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "Give the board a name"),
        ({"aim": ""}, "Say in a sentence what the board is for"),
        ({"marking": "amber_strict"}, "Choose a marking that is no stricter than “Strictest marking” below"),
        ({"ceiling": "red"}, "Only a board for a circle can have"),
        ({"audience": "999"}, "Choose all members, or a circle that you are in"),
        ({"name": "taken"}, "Choose a name that no other board has"),
    ],
)
def test_bad_input_is_explained_at_its_field_and_shown_again(staff_client, change, words):
    BoardFactory(name="Taken")
    html = body(staff_client.post(reverse("staff_boards:board_add"), {**NEW, **change}))
    assert words in html.replace("&#x27;", "'")
    assert "<title>Error: " in html
    assert Board.objects.count() == 1


def test_a_name_that_only_a_hidden_board_has_is_free(staff_client):
    BoardFactory(name="Night work", slug="elsewhere", circle=CircleFactory())
    sent = hidden(staff_client.post(reverse("staff_boards:board_add"), NEW))
    assert staff_client.post(reverse("staff_boards:board_add"), sent)["Location"] == "/review/boards/night-work/"


def test_no_circle_is_named_that_the_steward_is_not_in(staff_client, circle):
    other = CircleFactory(name="Unheard of")
    board = BoardFactory()
    for path in (reverse("staff_boards:board_add"), url_of(board, "board_audience")):
        html = body(staff_client.get(path))
        assert circle.name in html
        assert other.name not in html
        assert "You cannot choose another circle" in html


@pytest.mark.parametrize("has_trends", [True, False])
def test_a_steward_reads_that_the_figures_of_trends_stop_where_their_readers_change(staff_client, circle, has_trends):
    board = make_trend_note(BoardFactory(), MemberFactory()).board if has_trends else make_topic().board
    page = body(
        staff_client.post(url_of(board, "board_audience"), {"audience": circle.pk, "reason": "It grew too open"})
    )
    assert "Nothing is saved yet" in page
    assert ("We will no longer show figures for this month or any month before it" in page) == has_trends


def test_topics_above_a_lower_ceiling_are_listed_before_saving_and_counted_afterwards(staff_client):
    board = BoardFactory()
    topics = [make_topic(board, marking=Marking.AMBER_STRICT) for _ in range(2)]
    make_topic(board)
    sent = settings_of(board, name="Renamed", ceiling="green", holds_replies=True, is_about_children=True)
    html = body(staff_client.post(url_of(board), sent))
    assert "2 topics already have a stricter marking" in html
    assert [topic.get_absolute_url() in html for topic in topics] == [True, True]
    assert Board.objects.get(pk=board.pk).name == board.name
    assert "Renamed" in body(staff_client.post(url_of(board), {**sent, "back": "1"}))
    html = body(staff_client.post(url_of(board), {**sent, "confirm": "1", "above": "2"}, follow=True))
    assert "2 topics have a stricter marking than this board now allows. They keep their marking" in html
    board.refresh_from_db()
    assert (board.name, board.ceiling, board.holds_replies) == ("Renamed", "green", True)
    assert board.is_about_children


def test_another_number_above_the_ceiling_than_was_shown_saves_nothing(staff_client):
    board = BoardFactory()
    make_topic(board, marking=Marking.AMBER_STRICT)
    sent = settings_of(board, ceiling="green")
    assert "1 topic already has a stricter marking" in body(staff_client.post(url_of(board), sent))
    make_topic(board, marking=Marking.AMBER_STRICT)
    html = body(staff_client.post(url_of(board), {**sent, "confirm": "1", "above": "1"}))
    assert "Nothing was saved: check" in html
    assert "2 topics already have a stricter marking" in html
    assert Board.objects.get(pk=board.pk).ceiling == "amber_strict"


def test_a_page_that_is_too_old_shows_the_typed_text_again_and_says_what_differs(staff_client):
    board = BoardFactory()
    old = settings_of(board, aim="Mine")
    Board.objects.filter(pk=board.pk).update(ceiling="green", version=1)
    response = staff_client.post(url_of(board), old)
    html = body(response)
    assert "Someone else changed this board after you opened this page" in html
    assert "Aim; Strictest marking" in html
    assert "Mine</textarea>" in html
    board.refresh_from_db()
    assert (board.aim != "Mine", board.ceiling) == (True, "green")
    assert staff_client.post(url_of(board), {**old, "version": "1"}).status_code == 302


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "٣"])
def test_a_version_that_makes_no_sense_saves_nothing(staff_client, version):
    board = BoardFactory()
    staff_client.post(url_of(board), {**settings_of(board, aim="Mine"), "version": version})
    assert Board.objects.get().aim == board.aim


def test_no_field_beyond_the_forms_can_be_set(staff_client, circle):
    board = BoardFactory(position=3)
    moderator = MemberFactory(roles=["Moderators"])
    extra = {
        "slug": "taken", "position": "99", "state": "archived", "circle": circle.pk, "audience": circle.pk,
        "topic_count": "7", "post_count": "7", "latest_topic": "1", "moderators": [moderator.pk], "id": "5",
    }  # fmt: skip
    before = Board.objects.filter(pk=board.pk).values().get()
    staff_client.post(url_of(board), settings_of(board, aim="Mine") | extra)
    after = Board.objects.filter(pk=board.pk).values().get()
    assert {name for name in before if before[name] != after[name]} == {"aim", "version"}
    assert not board.moderators.exists()


def test_clearing_a_safeguard_asks_for_a_reason_and_the_log_says_which_it_was(staff_client):
    board = BoardFactory(holds_newcomers=True)
    sent = settings_of(board, holds_newcomers=False, ceiling="green")
    html = body(staff_client.post(url_of(board), sent))
    assert "Say why you are clearing a tick box" in html
    assert Board.objects.get().holds_newcomers
    assert staff_client.post(url_of(board), sent | {"reason": "All are known"}).status_code == 302
    log = body(staff_client.get(reverse("review:log")))
    assert "Turned off a safeguard of a board" in log
    assert "first three posts before they are published: turned off" in log
    assert "Strictest marking: from “Keep it inside your own agency” to “Share" in log
    assert "“All are known”" in log


def test_a_moderator_is_not_offered_to_lift_the_bar_on_their_own_agency(sign_in, moderator):
    board = BoardFactory()
    client = sign_in(moderator, with_second_step=True)
    assert "Only a coordinator who does not moderate this board can clear this" in body(client.get(url_of(board)))
    sent = settings_of(board, aim="Mine", bars_own_agency=False) | {"reason": "To decide alone"}
    client.post(url_of(board), sent)
    board = Board.objects.get()
    assert (board.aim, board.bars_own_agency) == ("Mine", True)


# The audience


def test_the_audience_changes_in_two_steps_with_the_numbers_in_between(staff_client, circle):
    board = make_topic(BoardFactory()).board
    newcomer = MemberFactory()
    circle.people.add(newcomer)
    first = staff_client.post(url_of(board, "board_audience"), {"audience": circle.pk, "reason": "It grew too open"})
    html = body(first)
    assert "After this, 2 people in 2 agencies will be able to read it. Nobody will gain access." in html
    assert "1 person who can read it now will lose access" in html
    assert "1 topic marked “Share it inside the network”" in html
    board.refresh_from_db()
    assert board.circle is None
    staff_client.post(url_of(board, "board_audience"), hidden(first))
    board.refresh_from_db()
    assert board.circle == circle
    third = staff_client.post(url_of(board, "board_audience"), {"audience": "members", "reason": "Open again"})
    assert "After this, 3 people in 3 agencies will be able to read it. 1 of them will gain access." in body(third)


def test_a_confirmation_with_another_audience_than_the_one_shown_is_asked_again(staff_client, circle):
    board, other = BoardFactory(), CircleFactory()
    other.people.add(*circle.people.all(), MemberFactory())
    sent = hidden(staff_client.post(url_of(board, "board_audience"), {"audience": circle.pk, "reason": "Why"}))
    response = staff_client.post(url_of(board, "board_audience"), {**sent, "audience": other.pk})
    assert "have changed since you looked" in body(response)
    board.refresh_from_db()
    assert board.circle is None


def test_a_confirmation_for_a_circle_that_the_steward_is_not_in_is_refused_with_a_message(staff_client, circle):
    board = BoardFactory()
    sent = hidden(staff_client.post(url_of(board, "board_audience"), {"audience": circle.pk, "reason": "Why"}))
    response = staff_client.post(url_of(board, "board_audience"), {**sent, "audience": CircleFactory().pk})
    assert "Choose all members, or a circle that you are in" in body(response)
    board.refresh_from_db()
    assert board.circle is None


def test_a_confirmation_sent_twice_changes_once(staff_client, circle):
    board = BoardFactory()
    sent = hidden(staff_client.post(url_of(board, "board_audience"), {"audience": circle.pk, "reason": "Why"}))
    assert staff_client.post(url_of(board, "board_audience"), sent).status_code == 302
    assert "It was already like that, so nothing was changed." in body(
        staff_client.post(url_of(board, "board_audience"), sent, follow=True)
    )
    board.refresh_from_db()
    assert board.version == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"audience": "members", "reason": "Why"}, "Choose a different audience. The board already has this one."),
        ({"audience": "circle", "reason": ""}, "Say why you are changing the audience"),
        ({"reason": "Why"}, "Choose who can read it"),
    ],
)
def test_an_audience_that_is_not_whole_is_explained(staff_client, circle, sent, words):
    board = BoardFactory()
    sent = {name: circle.pk if value == "circle" else value for name, value in sent.items()}
    html = body(staff_client.post(url_of(board, "board_audience"), sent))
    assert words in html
    assert "<title>Error: " in html


def test_named_readers_get_nobody_new_and_the_field_says_why(staff_client, coordinator, circle):
    board = BoardFactory(circle=circle, ceiling=Marking.RED)
    MemberFactory()
    sent = {"audience": "members", "reason": "Open it"}
    assert "First change this board’s “Strictest marking” to a more open one" in body(
        staff_client.post(url_of(board, "board_audience"), sent)
    )
    make_topic(board, coordinator, marking=Marking.RED)
    Board.objects.update(ceiling=Marking.GREEN)
    assert "we promised their readers" in body(staff_client.post(url_of(board, "board_audience"), sent))


def test_those_who_would_no_longer_moderate_are_named(staff_client, circle, moderator):
    board = BoardFactory()
    board.moderators.add(moderator)
    html = body(staff_client.post(url_of(board, "board_audience"), {"audience": circle.pk, "reason": "Why"}))
    assert f"{moderator}, because they will not be able to read it" in html


# Moderators, archive, order


def test_moderators_are_chosen_among_those_who_can_be(staff_client, circle, moderator):
    inside = MemberFactory(roles=["Moderators"])
    circle.people.add(inside)
    board = BoardFactory(circle=circle)
    path = url_of(board, "board_moderators")
    html = body(staff_client.get(path))
    assert (str(inside) in html, str(moderator) in html) == (True, False)
    staff_client.post(path, {"version": 0, "moderators": [moderator.pk], "reason": "As agreed"})
    assert not board.moderators.exists()
    staff_client.post(path, {"version": 0, "moderators": [inside.pk], "reason": "As agreed"})
    assert list(board.moderators.all()) == [inside]
    assert "Someone else changed this board" in body(staff_client.post(path, {"version": 0, "reason": "As agreed"}))


@pytest.mark.parametrize("sent", [{"state": "left", "roles": ["Moderators"]}, {"state": "approved", "roles": []}])
def test_a_former_moderator_is_named_by_no_board(staff_client, coordinator, moderator, sent):
    other, board = MemberFactory(roles=["Moderators"]), BoardFactory()
    board.moderators.add(moderator, other)
    send_membership(staff_client, moderator, **sent, reason="Works elsewhere now")
    assert list(board.moderators.all()) == [other]
    entry = ModelLogEntry.objects.get(action="forum.board.moderators")
    assert (entry.data["before"], entry.data["after"]) == (sorted([moderator.pk, other.pk]), [other.pk])
    send_membership(staff_client, moderator, state="approved", roles=["Moderators"], reason="Back again")
    assert list(board.moderators.all()) == [other]


def test_archiving_and_reopening_need_a_reason(staff_client):
    path = url_of(BoardFactory(), "board_state")
    assert "Say why" in body(staff_client.post(path, {"archive": "1"}))
    staff_client.post(path, {"archive": "1", "reason": "Done with"})
    assert not Board.objects.get().is_open
    assert "It was already like that, so nothing was changed." in body(
        staff_client.post(path, {"archive": "1", "reason": "Again"}, follow=True)
    )
    staff_client.post(path, {"reopen": "1", "reason": "Needed"})
    assert Board.objects.get().is_open


def test_a_board_moves_by_one_and_the_ends_have_one_button(staff_client):
    boards = [BoardFactory(name=name) for name in "ABC"]
    staff_client.post(url_of(boards[2], "board_move"), {"up": "1"})
    staff_client.post(url_of(boards[0], "board_move"), {"down": "1"})
    page = staff_client.get(reverse("staff_boards:boards"))
    assert [board.name for board in page.context["boards"]] == ["C", "A", "B"]
    assert (body(page).count("Move up"), body(page).count("Move down")) == (2, 2)


# Who


def test_a_moderator_manages_only_the_boards_where_they_decide(sign_in, moderator):
    own, other, hidden_board = BoardFactory(), BoardFactory(), BoardFactory(circle=CircleFactory())
    other.moderators.add(MemberFactory(roles=["Moderators"]))
    client = sign_in(moderator, with_second_step=True)
    page = client.get(reverse("staff_boards:boards"))
    assert [board.name for board in page.context["boards"]] == [own.name]
    for board in (other, hidden_board):
        for name in ("board", "board_audience", "board_state", "board_moderators"):
            assert client.get(url_of(board, name)).status_code == 404
            assert client.post(url_of(board, name), {"reason": "Mine", "archive": "1"}).status_code == 404
        assert client.post(url_of(board, "board_move"), {"up": "1"}).status_code == 404
    assert client.get(url_of(own, "board_moderators")).status_code == 403
    assert client.post(url_of(own, "board_move"), {"up": "1"}).status_code == 403
    assert client.post(url_of(own), settings_of(own, aim="Mine")).status_code == 302


def test_the_board_s_page_links_its_moderators_to_its_settings(sign_in, moderator, member):
    board = BoardFactory()
    way = f'href="{url_of(board)}"'
    assert way in body(sign_in(moderator, with_second_step=True).get(board.get_absolute_url()))
    assert way not in body(sign_in(member).get(board.get_absolute_url()))
    board.moderators.add(MemberFactory(roles=["Moderators"]))
    assert way not in body(sign_in(moderator, with_second_step=True).get(board.get_absolute_url()))


@pytest.mark.parametrize("page", ["boards", "board", "board_audience", "board_state", "board_moderators", "board_add"])
def test_a_password_alone_opens_no_staff_page(sign_in, coordinator, page):
    path = reverse(f"staff_boards:{page}", args=[BoardFactory().slug] if page not in ("boards", "board_add") else [])
    assert sign_in(coordinator).get(path)["Location"].startswith(reverse("mfa_reauthenticate"))


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_names_aims_and_reasons_are_text(staff_client, circle, payload):
    board = BoardFactory(name=payload, aim=payload)
    type(circle).objects.update(name=payload)
    pages = [staff_client.get(url_of(board, page)) for page in ("board", "board_audience", "board_state")]
    pages.append(staff_client.get(reverse("staff_boards:boards")))
    pages.append(staff_client.post(url_of(board, "board_audience"), {"audience": circle.pk, "reason": payload}))
    pages.append(staff_client.post(reverse("staff_boards:board_add"), {**NEW, "name": payload + "2", "aim": payload}))
    for page in pages:
        assert page.status_code == 200
        assert payload not in body(page)


# Cost


@pytest.mark.parametrize("count", [1, 3])
def test_the_staff_page_costs_the_same_for_one_and_three(staff_client, moderator, django_assert_num_queries, count):
    for _ in range(count):
        BoardFactory().moderators.add(moderator)
    with django_assert_num_queries(5):  # session, person, roles, boards, their moderators
        staff_client.get(reverse("staff_boards:boards"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_settings_cost_the_same_whatever_the_board_holds(staff_client, moderator, django_assert_num_queries, count):
    board = BoardFactory(ceiling=Marking.GREEN)
    for _ in range(count):
        board.moderators.add(MemberFactory(roles=["Moderators"]))
        make_topic(board)
    with django_assert_num_queries(7):  # session, person, roles, board, readers, above the ceiling, moderators
        staff_client.get(url_of(board))


@pytest.mark.parametrize("count", [1, 3])
def test_the_numbers_of_readers_cost_the_same_for_one_person_and_for_many(
    staff_client, circle, django_assert_num_queries, count
):
    board = BoardFactory()
    for _ in range(count):
        circle.people.add(MemberFactory())
        board.moderators.add(MemberFactory(roles=["Moderators"]))
        make_topic(board)
    # session, person, roles, board, circles, readers, new, lost, RED where anybody is new, markings,
    # trends, left behind
    with django_assert_num_queries(11):
        staff_client.post(url_of(board, "board_audience"), {"audience": circle.pk, "reason": "Why"})
