"""One furnished world for many tests: every kind of person and every private thing once, made by the site's actions.

Every private text contains a canary, a word of its own that begins with CANARY. `House.canaries` says who may read
which. One person, the author, wrote most of it; their texts also have the words for which the privacy tests search.
`tests.world.author` adds what the site may store about the author and only those tests need.
"""

from tests.world import forum, library, pages, people
from tests.world.house import EVERYBODY, IN_CIRCLE, LOOKERS, MEMBERS, STEWARDS, STOPPED, House

__all__ = ["EVERYBODY", "IN_CIRCLE", "LOOKERS", "MEMBERS", "STEWARDS", "STOPPED", "House", "furnish"]

STEPS = (
    people.make_people,
    forum.open_circle_board,
    forum.open_members_board,
    forum.attach_files,  # after the author's first approved posts: a newcomer's files would be held
    forum.write_without_names,
    library.fill_library,
    library.hold_agency_texts,
    pages.add_page_files,
    pages.add_published_contact,
    people.save_authors_search,
    people.note_authors_sign_in,
    people.change_circle,
    people.invite_and_apply,
    forum.notify_everybody,
    people.pre_moderate_insider,
    people.make_private_addresses,
    people.enter_records,
    people.make_data_copy,
)


def furnish() -> House:
    """Make the whole furnished world, which takes a second. The fixture `house` makes it once for each test module."""
    house = House()
    for step in STEPS:
        step(house)
    return house
