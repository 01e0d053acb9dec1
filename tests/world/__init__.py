"""Test data that many tests share: people of every kind, and every kind of private text once.

The site's own actions create it, with the factories where there is no action. Every private text contains a canary: a
unique word that begins with CANARY. `World.canaries` says who may read each canary; a page that shows it to anybody
else leaks.

One person, the author, wrote most of the texts. These also contain the words of `tests.world.world` for which the
privacy tests search. `tests.world.author` adds the rows about the author that only those tests need.
"""

from tests.world import forum, library, pages, people
from tests.world.world import EVERYBODY, IN_CIRCLE, MEMBERS, NON_MEMBERS, REVIEWERS, STEWARDS, World

__all__ = ["EVERYBODY", "IN_CIRCLE", "MEMBERS", "NON_MEMBERS", "REVIEWERS", "STEWARDS", "World", "build_world"]

STEPS = (
    people.add_people,
    forum.add_circle_board,
    forum.add_members_board,
    forum.attach_files,  # after the author's first approved posts, because a newcomer's files are held
    forum.add_unnamed_posts,
    library.add_resources,
    library.add_held_agency_text,
    pages.add_page_files,
    pages.add_published_contact,
    people.save_authors_search,
    people.record_authors_sign_in,
    people.add_access_changes,
    people.add_invitations_and_applications,
    forum.notify_everybody,
    people.pre_moderate_insider,
    people.add_feed_addresses,
    people.add_register_entries,
    people.add_data_copy,
)


def build_world() -> World:
    """Create all shared test data, which takes a second. The fixture `world` does so once for each test module."""
    world = World()
    for step in STEPS:
        step(world)
    return world
