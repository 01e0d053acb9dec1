"""Open a board, change its aim, give it to a circle and archive it, with scripts and without."""

import pytest

from forum.models import Board
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def choose(visitor, name: str) -> None:
    visitor.page.get_by_label(name).check()


def status_text(visitor) -> str:
    return visitor.page.get_by_role("status").first.inner_text()


def test_a_coordinator_opens_a_board_and_moves_it_up(visitor):
    BoardFactory(name="An older board")
    name = f"Night work {'with' if visitor.device.scripts else 'without'} scripts"
    visitor.force_sign_in(MemberFactory(roles=["Coordinators"]), with_second_step=True)
    visitor.open("/review/people/")
    visitor.click(visitor.page.get_by_label("Pages for moderators and coordinators").get_by_role("link", name="Boards"))
    visitor.follow("Open a board")
    visitor.page.get_by_label("Name", exact=True).fill(name)
    visitor.page.get_by_label("Aim").fill("To compare nights.")
    visitor.press("Show me who could read it")
    assert visitor.page.title().startswith("Error: ")
    assert visitor.page.get_by_label("Aim").input_value() == "To compare nights."
    choose(visitor, "All members")
    visitor.press("Show me who could read it")
    assert "will be able to read it" in visitor.page.locator("main").inner_text()
    assert not Board.objects.filter(name=name).exists()
    visitor.press("Go back and change it")
    assert visitor.page.get_by_label("Name", exact=True).input_value() == name
    visitor.press("Show me who could read it")
    visitor.press("Open the board")
    assert status_text(visitor) == f"The board “{name}” is now open."
    visitor.open("/review/boards/")
    before = [board.name for board in Board.objects.filter(circle=None)]
    visitor.press(f"Move up “{name}”")
    assert [board.name for board in Board.objects.filter(circle=None)].index(name) == before.index(name) - 1


def test_a_board_is_given_to_a_circle_after_the_effect_was_shown_and_is_archived(visit, visitor):
    coordinator, reader = MemberFactory(roles=["Coordinators"]), MemberFactory()
    circle = CircleFactory()
    circle.people.add(coordinator)
    board = make_topic(title="Rooms above shops").board
    visitor.force_sign_in(coordinator, with_second_step=True)
    visitor.open(board.get_absolute_url())
    visitor.follow("Manage this board")
    visitor.follow("Change the audience")
    choose(visitor, circle.name)
    visitor.page.get_by_label("Reason").fill("It names places")
    visitor.press("Show me who could read it")
    words = visitor.page.locator("main").inner_text()
    assert "After this, 1 person in 1 agency will be able to read it. Nobody will gain access." in words
    assert Board.objects.get(pk=board.pk).circle is None
    visitor.press("Change the audience")
    assert status_text(visitor) == "The audience of the board has been changed."
    other = visit(visitor.device)
    other.allow_status(404)
    other.force_sign_in(reader)
    other.open(board.get_absolute_url())
    assert other.heading() == "There is nothing at this address"

    visitor.follow("Archive it")
    visitor.page.get_by_label("Reason").fill("Its work is done")
    visitor.press("Archive the board")
    assert "The board is archived." in status_text(visitor)
    visitor.open(board.get_absolute_url())
    assert "you can read it, but not write on it" in visitor.page.locator("main").inner_text()
    assert visitor.page.get_by_role("link", name="Start a topic").count() == 0


def test_an_author_reads_the_rules_that_a_moderator_switched_on(visit, visitor):
    board, author = BoardFactory(), MemberFactory()
    visitor.force_sign_in(MemberFactory(roles=["Moderators"]), with_second_step=True)
    visitor.open("/review/")
    visitor.click(visitor.page.get_by_label("Pages for moderators and coordinators").get_by_role("link", name="Boards"))
    visitor.follow(board.name)
    choose(visitor, "A moderator must read every new topic before it is published")
    visitor.press("Save the settings")
    assert status_text(visitor) == "Saved."
    writer = visit(visitor.device)
    writer.force_sign_in(author)
    writer.open(f"{board.get_absolute_url()}new/")
    writer.page.get_by_label("Title").fill("Vans at six")
    writer.page.get_by_label("What you want to say").fill("Each morning.")
    writer.press("Start the topic")
    reason = "A moderator must read every new topic on this board before it is published"
    assert reason in writer.page.locator("main").inner_text()


def test_a_coordinator_names_a_moderator_and_lowers_the_ceiling_of_a_board(visit, visitor):
    topic, moderator = (
        make_topic(title="A visit is planned", marking="amber_strict"),
        MemberFactory(roles=["Moderators"]),
    )
    board = topic.board
    visitor.force_sign_in(MemberFactory(roles=["Coordinators"]), with_second_step=True)
    visitor.open("/review/boards/")
    visitor.follow(board.name)
    assert "Every moderator who can read it" in visitor.text()
    visitor.follow("Choose its moderators")
    choose(visitor, f"{moderator}, {moderator.agency}")
    visitor.page.get_by_label("Reason").fill("They know the trade.")
    visitor.press("Save the moderators")
    assert status_text(visitor) == "Saved."
    assert f"{moderator}\nOnly they decide on posts on this board" in visitor.text()

    highest = visitor.page.get_by_role("group", name="Strictest marking")
    highest.get_by_label("Share it inside the network").check()
    visitor.press("Save the settings")
    assert visitor.heading() == f"Lower the strictest marking of “{board.name}” to “Share it inside the network”?"
    assert "A visit is planned: Keep it inside your own agency" in visitor.text()
    assert visitor.fits_screen()
    visitor.press("Save the settings")
    assert status_text(visitor) == "Saved."
    writer = visit(visitor.device)
    writer.force_sign_in(MemberFactory())
    writer.open(f"{board.get_absolute_url()}new/")
    assert writer.page.get_by_label("Share it inside the network").count() == 1
    assert writer.page.get_by_label("Keep it inside your own agency").count() == 0
