"""What a first view costs on a slow line: everything that the browser fetches for it, compressed, fonts included."""

import gzip

import pytest

from tests.journeys.rooms import ROOMS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PUBLIC_BYTES = 45 * 1024
MEMBERS_BYTES = 80 * 1024
REQUESTS = 7
LEVEL = 6  # of gzip, as web servers have it; Brotli makes less of it
FIRST_VIEWS = [name for name, room in ROOMS.items() if room.is_first_view and name != "component-sheet"]
PACKED = ("font/", "image/png", "image/webp", "image/jpeg")  # media types that are compressed in themselves


@pytest.mark.parametrize("name", FIRST_VIEWS)
def test_a_first_view_is_light(visit, furniture, name):
    room, visitor = ROOMS[name], visit()
    furniture.show(visitor, room)
    visitor.page.wait_for_load_state("networkidle")
    sizes = {response.url: size_of(response) for response in visitor.responses}
    bill = "\n".join(f"{size:7} {url}" for url, size in sizes.items())
    assert sum(sizes.values()) <= (MEMBERS_BYTES if room.role else PUBLIC_BYTES), bill
    assert len(visitor.responses) <= REQUESTS, bill


def size_of(response) -> int:
    """Bytes as a web server would send them: the tests' server does not compress files."""
    body = response.body()
    is_packed = response.header_value("content-type").startswith(PACKED)
    return len(body) if is_packed else len(gzip.compress(body, compresslevel=LEVEL))
