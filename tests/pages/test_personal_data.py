"""What the data copy calls the sections of the public pages."""

import pytest
from django.urls import reverse

from ratsite.pages.personal_data import SECTIONS
from tests.markup import flat


@pytest.mark.django_db
def test_a_section_of_the_data_copy_has_the_name_that_its_screen_has(curator, editor, sign_in):
    titles = {section.key: str(section.title) for section in SECTIONS}
    contacts = sign_in(curator, with_second_step=True).get(reverse("staff_contacts:contact_list"))
    assert "<h1>Published contacts</h1>" in flat(contacts.content)
    assert titles["published_contacts"] == "Published contacts that you checked"
    assert "Waiting for a second check" in sign_in(editor, with_second_step=True).get(reverse("wagtailadmin_home")).text
    for key in ("approvals_asked", "approvals_given"):
        assert titles[key].endswith(" a second check")
