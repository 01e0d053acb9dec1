from django.db import transaction

from ratsite.accounts.enums import Listing
from ratsite.accounts.models import User


@transaction.atomic
def choose_listing(*, person: User, listed_as: Listing, shows_email: bool) -> bool:
    """Set how a member is listed in the directory. Return False if nothing changed."""
    locked = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if (locked.listed_as, locked.shows_email) == (listed_as, shows_email):
        return False
    locked.listed_as, locked.shows_email = listed_as, shows_email
    locked.save(update_fields=["listed_as", "shows_email"])
    return True
