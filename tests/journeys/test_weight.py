"""What a first view costs on a slow line: everything that the browser fetches for it, compressed, fonts included."""

import gzip

import pytest

from tests.journeys.rooms import ROOMS
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
PUBLIC_BYTES = 45 * 1024
MEMBERS_BYTES = 80 * 1024
REQUESTS = 7
PASSKEY_SCRIPTS = 4  # on the sign-in page alone, and only where scripts are on
LEVEL = 6  # of gzip, as web servers have it; Brotli makes less of it
FIRST_VIEWS = [name for name, room in ROOMS.items() if room.is_first_view and name != "component-sheet"]
PACKED = ("font/", "image/png", "image/webp", "image/jpeg")  # media types that are compressed in themselves
LAST = "favicon.svg"  # the browser asks for it when the page is there


@pytest.mark.parametrize("name", FIRST_VIEWS)
def test_a_first_view_is_light(visit, furniture, name):
    room, visitor = ROOMS[name], visit()
    furniture.show(visitor, room)
    wait_for_everything(visitor)
    sizes = {response.url: size_of(response) for response in visitor.responses}
    bill = "\n".join(f"{size:7} {url}" for url, size in sizes.items())
    assert sum(sizes.values()) <= (MEMBERS_BYTES if room.role else PUBLIC_BYTES), bill
    assert len(visitor.responses) <= REQUESTS + (PASSKEY_SCRIPTS if name == "sign-in" else 0), bill


def wait_for_everything(visitor: Visitor) -> None:
    visitor.page.evaluate("document.fonts.ready.then(() => true)")
    for _ in range(50):
        if any(response.url.endswith(LAST) for response in visitor.responses):
            return
        visitor.page.wait_for_timeout(20)


def size_of(response) -> int:
    """Bytes as a web server would send them: the tests' server does not compress files."""
    body = response.body()
    is_packed = response.header_value("content-type").startswith(PACKED)
    return len(body) if is_packed else len(gzip.compress(body, compresslevel=LEVEL))
