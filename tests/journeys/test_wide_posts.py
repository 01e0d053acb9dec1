"""Code, long words and wide tables in a post do not make a page wider than the screen."""

import pytest

from forum.actions.post import post_reply
from tests.factories import BoardFactory, MemberFactory, make_topic
from tests.journeys.conftest import DESKTOP, WITH_SCRIPTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "abcdefghij" * 30
COLUMNS = [f"Column {number}" for number in range(12)]
WIDE = "\n\n".join(
    [
        f"    An indented line of an email, {LONG}",
        f"```\n{LONG}\n```",
        f"| A | B |\n|---|---|\n| {LONG} | `{LONG}` |",
        "\n".join(f"|{'|'.join(cells)}|" for cells in (COLUMNS, ["---"] * 12, ["a payment"] * 12)),
    ]
)
# Returns how many tables are wider than their place, where paper cannot scroll.
CUT_OFF = "[...document.querySelectorAll('.post table')].filter(one => one.scrollWidth > one.clientWidth + 1).length"


@pytest.mark.parametrize("device", [WITH_SCRIPTS, DESKTOP], ids=["phone", "desktop"])
def test_a_post_with_long_lines_and_wide_tables_fits_the_screen_of_its_readers_and_reviewers(visit, device):
    member, moderator = MemberFactory(), MemberFactory(roles=["Moderators"])
    topic = make_topic(body=WIDE)
    held = post_reply(topic=make_topic(BoardFactory(holds_replies=True)), author=MemberFactory(), body=WIDE)
    reader, reviewer = visit(device), visit(device)
    reader.force_sign_in(member)
    reader.open(topic.get_absolute_url())
    assert (reader.page.locator(".post table").count(), reader.fits_screen()) == (2, True)
    reader.page.emulate_media(media="print")
    assert reader.page.evaluate(CUT_OFF) == 0
    reader.page.emulate_media(media="screen")
    reader.page.get_by_label("Your reply").fill(WIDE)
    reader.press("Preview")
    preview = reader.page.locator(".post__body pre").first
    preview.wait_for()
    assert reader.fits_screen()
    reviewer.force_sign_in(moderator, with_second_step=True)
    reviewer.open(f"/review/posts/{held.pk}/")
    assert (reviewer.page.locator(".case__text table").count(), reviewer.fits_screen()) == (2, True)
