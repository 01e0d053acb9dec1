"""Fill the site of tests.deploy.stack with one public file and one member. Print their addresses as JSON."""

import json
import os
import sys

import django

BYTES = 8 * 1024 * 1024  # more than the buffers between a server and a reader on one machine


def main(name: str) -> dict:
    from django.core.files.base import ContentFile
    from django.test import Client
    from django.utils import timezone

    from ratsite.files.enums import FileState, TextStatus
    from ratsite.files.models import StoredFile
    from ratsite.pages.models import PageFile
    from tests.factories import MemberFactory

    content = ContentFile(os.urandom(BYTES))
    member = MemberFactory()
    stored = StoredFile(
        name=name, size=BYTES, media_type="application/pdf", uploaded_by=member, state=FileState.CLEAN,
        text_status=TextStatus.UNREAD, text_read_at=timezone.now(),
    )  # fmt: skip
    import hashlib

    stored.sha256 = hashlib.sha256(content.read()).hexdigest()
    stored.content.save(name, content)
    client = Client()
    client.force_login(member)
    return {
        "file": PageFile.objects.create(title="A large file", stored_file=stored).get_absolute_url(),
        "sha256": stored.sha256,
        "stored": stored.content.name,
        "cookies": {name: morsel.value for name, morsel in client.cookies.items()},
        "member": member.pk,
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(sys.argv[1])))
