"""Every view that sends a stored file responds properly if the file on the disk is missing or altered."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db.models.fields.files import FieldFile
from django.urls import reverse

from ratsite.files.enums import FileFault
from ratsite.files.models import StoredFile
from tests.crawl import body_of
from tests.forum.actions.test_attach_files import photo, shared, status, thumbnail
from tests.markup import flat
from tests.world import World

pytestmark = pytest.mark.django_db

SENTENCE = "This file cannot be opened at the moment"
# What sends a file -> (who asks, the address, the stored file).
SENDERS = {
    "a post": ("author", lambda world: (world.attachments["circle"].get_absolute_url(), world.attachments["circle"])),
    "a held post": ("moderator", lambda world: (_held(world), world.attachments["held"])),
    "a public page": (
        None,
        lambda world: (world.page_files["checked"].get_absolute_url(), world.page_files["checked"]),
    ),
    "the library": (None, lambda world: (world.files["public"].get_absolute_url(), world.files["public"])),
    "a circle's library": ("insider", lambda world: (world.files["circle"].get_absolute_url(), world.files["circle"])),
}


def _held(world: World) -> str:
    held = world.attachments["held"]
    return reverse("forum:held_file", args=[held.pk, held.stored_file.name])


@contextmanager
def spoiled(content: FieldFile, fault: FileFault) -> Iterator[None]:
    """Remove or alter the file on the disk, and put it back at the end, because other tests share the folder."""
    path, before = Path(content.path), Path(content.path).read_bytes()
    if fault == FileFault.MISSING:
        path.unlink()
    else:
        path.write_bytes(bytes(reversed(before)))
    try:
        yield
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize("fault", FileFault)
@pytest.mark.parametrize("sender", SENDERS)
def test_a_faulty_file_is_a_sentence_and_comes_back_by_itself(world, client, sign_in, sender, fault):
    who, at = SENDERS[sender]
    address, holder = at(world)
    if who:
        sign_in(world.people[who], with_second_step=True)
    stored = holder.stored_file
    sent = body_of(client.get(address))
    with spoiled(stored.content, fault):
        for ask in (client.get, client.head):
            answer = ask(address)
            assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store, private")
        assert SENTENCE in flat(client.get(address).content)
        assert StoredFile.objects.get(pk=stored.pk).fault == fault
    assert body_of(client.get(address)) == sent == stored.content.open("rb").read()
    stored.content.close()
    assert StoredFile.objects.get(pk=stored.pk).fault == ""


@pytest.mark.parametrize("fault", FileFault)
def test_a_person_who_may_not_have_a_faulty_file_gets_the_usual_404(world, sign_in, fault):
    client = sign_in(world.people["outsider"])
    file = world.attachments["circle"]
    before = client.get(file.get_absolute_url())
    with spoiled(file.stored_file.content, fault):
        after = client.get(file.get_absolute_url())
    assert (before.status_code, after.status_code) == (404, 404)
    assert StoredFile.objects.get(pk=file.stored_file_id).fault == ""


@pytest.mark.usefixtures("world")
def test_a_missing_thumbnail_is_no_error_and_is_drawn_again(member, sign_in):
    file = shared(photo(), author=member)
    client = sign_in(member)
    assert status(client, thumbnail(file)) == 200
    Path(file.stored_file.thumbnail.path).unlink()
    assert status(client, thumbnail(file)) == 404  # the page shows no picture
    assert status(client, thumbnail(file)) == 200
