"""Shared test data that stewards edit behind the public pages: page files and published contacts."""

from django.core.files.uploadedfile import SimpleUploadedFile

from ratsite.files.quarantine import end_quarantine
from ratsite.pages.actions.add_page_file import add_page_file
from ratsite.pages.actions.publish_contact import add_contact
from ratsite.pages.enums import ContactKind
from tests.world.world import EVERYBODY, World


def add_page_files(world: World) -> None:
    """Add a page file that everybody can download, and one in quarantine, which only editors see in their list."""
    for name, readers in (("checked", EVERYBODY), ("unchecked", {"editor"})):
        word = f"CANARYPAGE{name.upper()}"
        upload = SimpleUploadedFile(f"{word}FILE.txt", f"{word}TEXT".encode())
        added = add_page_file(editor=world.people["editor"], title=f"{word}TITLE", upload=upload)
        world.page_files[name] = added
        world.canaries |= {f"{word}FILE": readers, f"{word}TITLE": {"editor"}}
    world.canaries["CANARYPAGECHECKEDTEXT"] = EVERYBODY  # nobody can read the text of the other one
    end_quarantine(file_id=str(world.page_files["checked"].stored_file_id))


def add_published_contact(world: World) -> None:
    """Add a public body's phone number to the published contacts, which curators and coordinators can read."""
    world.published_contact = add_contact(
        steward=world.people["curator"],
        kind=ContactKind.PHONE,
        value="0121 496 0999",
        body="CANARYBODY",
        source_url="https://council.example/contact",
    )
    world.canaries["CANARYBODY"] = {"curator", "coordinator"}
