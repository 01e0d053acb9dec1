from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ratsite.accounts.models import FormerAddress, User
from ratsite.lib.personal_data import has_data_about
from ratsite.privacy.copy_file import write_copy, write_copy_of_address


class Command(BaseCommand):
    help = (
        "Writes a copy of what is held on a person who cannot sign in: a former, refused, suspended or excluded "
        "member, or an applicant. Check first that the request comes from them. Members make their own copy at "
        "/me/data/."
    )

    def add_arguments(self, parser):
        parser.add_argument("address", help="their email address here")
        parser.add_argument("file", help="the zip file to write; it must not be there yet")

    def handle(self, *args, address: str, file: str, **options):
        path, person = Path(file), User.objects.filter(email=address.lower()).first()
        own = FormerAddress.objects.free_address(address)
        if person is None and not has_data_about(own):
            raise CommandError("Nothing is held under this address.")
        try:
            target = path.open("xb")
        except OSError as problem:
            raise CommandError(f"{path} cannot be written: {problem.strerror}.") from problem
        path.chmod(0o600)
        with target:
            if person is not None:
                write_copy(person, target)
            else:
                write_copy_of_address(own, target)
        self.stdout.write(f"{path} holds everything. Hand it over safely, and delete it here.")
