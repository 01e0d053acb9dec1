"""The clean copy of each file of tests.files.test_hidden_places hides nothing and shows the same words."""

import pytest

from ratsite.files.sandbox import open_file
from ratsite.lib.documents.clean_copy.__main__ import CLEANERS, clean
from tests.files.test_hidden_places import CANARY, PLACES
from tests.lib.documents.clean_copy.test_clean_copy import bytes_of

pytestmark = pytest.mark.usefixtures("here")
DRAWN = "form.pdf"  # what was typed is seen on the page, so it is drawn there
CLEANED = sorted(name for name in PLACES if name.rpartition(".")[2] in (*CLEANERS, "pdf"))


@pytest.mark.parametrize("name", CLEANED)
def test_nothing_hidden_is_left_and_the_same_words_are_seen(name, tmp_path):
    extension = name.rpartition(".")[2]
    (original, copy) = (tmp_path / f"{which}.{extension}" for which in ("original", "copy"))
    original.write_bytes(PLACES[name][2](CANARY))
    content, pictured = clean(original, extension)
    copy.write_bytes(content)
    before, after = open_file(str(original), extension), open_file(str(copy), extension)
    assert (after.refusal, after.hidden) == ("", [])
    if name == DRAWN:
        assert CANARY in after.pages[0][1]
        return
    assert [part for part in bytes_of(content) if CANARY.encode() in part] == []
    seen = [text for number, text in before.pages if text and number not in pictured]
    assert seen == [text for _, text in after.pages if text]
