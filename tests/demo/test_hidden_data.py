"""The demo has hidden data in each state: found, refused, copied, cleared and replaced."""

import pytest

from library.models import ResourceVersion
from ratsite.demo.content_files import load
from ratsite.demo.hidden_data import add_hidden
from ratsite.files.models import HiddenPart
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions():
    curator = MemberFactory(roles=["Curators"])
    made = {}
    for row in load("library")["hidden"]:
        add_hidden(row, curator)
        made[row["outcome"]] = ResourceVersion.objects.get(resource__title=row["title"])
    return made


def test_the_demo_has_a_draft_for_each_state(versions):
    def file(outcome):
        return versions[outcome].files.get().stored_file

    assert {outcome: one.state for outcome, one in versions.items()} == {
        "found": "draft", "copied": "draft", "cleared": "in_review", "replaced": "published", "refused": "draft",
    }  # fmt: skip
    assert set(HiddenPart.objects.filter(stored_file=file("found")).values_list("kind", flat=True)) >= {
        "covered", "picture",
    }  # fmt: skip
    assert file("copied").clean_copies.get().is_clean
    assert not HiddenPart.objects.to_clear().filter(stored_file=file("cleared"), reason="").exists()
    assert file("replaced").replaced_original is not None
    assert (file("refused").can_be_cleaned, "NHS number" in file("refused").refusal) == (True, True)
