"""Hidden words in any format are reported to the curator with their place, and are not in the search index."""

import pytest

from ratsite.files.models import FileText
from ratsite.files.quarantine import end_quarantine
from ratsite.files.queries.hidden_parts import hidden_parts_of
from tests.files.hidden_office import OFFICE
from tests.files.hidden_pdf import PDF
from tests.files.hidden_text import TEXTS
from tests.files.test_text import stored

CANARY = "Marmalade"
PLACES = {**OFFICE, **PDF, **TEXTS}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PLACES))
def test_hidden_text_is_reported_with_its_place_and_is_in_no_index(name, member, here):
    kind, place, make = PLACES[name]
    file = stored(member, name, make(CANARY))
    assert end_quarantine(file_id=str(file.pk))
    file.refresh_from_db()
    texts = " ".join(FileText.objects.filter(stored_file=file).values_list("text", flat=True))
    told = {(part.kind, part.place) for part in hidden_parts_of(file) if CANARY in part.text or kind == "macro"}
    assert (file.refusal, CANARY in texts, "Ask" in texts) == ("", False, True)
    assert (kind, place) in told


@pytest.mark.django_db
@pytest.mark.parametrize("extension", sorted({name.rpartition(".")[2] for name in PLACES}))
def test_seen_words_of_the_same_files_are_in_the_index(extension, member, here):
    name = next(name for name in sorted(PLACES) if name.endswith(f".{extension}"))
    file = stored(member, name, PLACES[name][2]("Other"))
    end_quarantine(file_id=str(file.pk))
    assert FileText.objects.filter(stored_file=file, text__contains="Ask first.").exists()
