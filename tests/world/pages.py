"""Private things behind the public pages, for editors only."""

from django.core.files.uploadedfile import SimpleUploadedFile

from ratsite.files.quarantine import end_quarantine
from ratsite.pages.actions.add_page_file import add_page_file
from ratsite.pages.actions.publish_contact import add_contact
from ratsite.pages.enums import ContactKind
from tests.world.house import EVERYBODY, House


def add_page_files(house: House) -> None:
    """Add a file that everyone can download, and one that is not checked yet, which only editors see in their list."""
    for name, readers in (("checked", EVERYBODY), ("unchecked", {"editor"})):
        word = f"CANARYPAGE{name.upper()}"
        upload = SimpleUploadedFile(f"{word}FILE.txt", f"{word}TEXT".encode())
        added = add_page_file(editor=house.people["editor"], title=f"{word}TITLE", upload=upload)
        house.page_files[name] = added
        house.canaries |= {f"{word}FILE": readers, f"{word}TITLE": {"editor"}}
    house.canaries["CANARYPAGECHECKEDTEXT"] = EVERYBODY  # nobody meets the text of the other
    end_quarantine(file_id=str(house.page_files["checked"].stored_file_id))


def add_published_contact(house: House) -> None:
    """Add a contact of a public body to the list that curators and coordinators keep."""
    house.published_contact = add_contact(
        steward=house.people["curator"],
        kind=ContactKind.PHONE,
        value="0121 496 0999",
        body="CANARYBODY",
        source_url="https://council.example/contact",
    )
    house.canaries["CANARYBODY"] = {"curator", "coordinator"}
