"""Every form with a file field saves its files if it has an error, because browsers send files once."""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Sequence

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

import forum
import library
import ratsite
from forum.forms.text import TextForm
from library.enums import Audience, Language, ResourceKind
from library.forms.content import ContentForm, MoreContentForm, VersionForm
from library.forms.drafts import DroppedFilesForm
from library.forms.resources import NewResourceForm
from library.forms.suggestions import SuggestionForm
from ratsite.files.fields import too_large
from ratsite.files.forms import SavesFilesMixin
from ratsite.files.models import SavedUpload, private_storage
from ratsite.files.saved_uploads import MOST_SAVED, delete_old_uploads, save_upload
from ratsite.lib.forms import SampleForm
from ratsite.network.enums import Marking
from ratsite.pages.forms.cms import PageFileForm
from tests.factories import MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db

# Forms whose files are not lost: those of the forum save them with the draft, and the sample sends nothing.
SAVED = (TextForm, SampleForm)

DESCRIPTION = {
    "title": "First card", "summary": "What to ask.", "kind": ResourceKind.GUIDANCE, "language": Language.ENGLISH,
    "audience": Audience.MEMBERS, "marking": Marking.GREEN,
}  # fmt: skip
# Form → what a person types in it, beside a file, so that it is valid.
SAMPLES = {
    ContentForm: {},
    MoreContentForm: {},
    VersionForm: {"note": "A new number"},
    SuggestionForm: {"title": "A card", "why": "We use it"},
    NewResourceForm: DESCRIPTION,
    DroppedFilesForm: {},
    PageFileForm: {"title": "A leaflet"},
}


def forms_with_files() -> set[type[forms.BaseForm]]:
    for package in (forum, library, ratsite):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "forms" in module.name and "settings" not in module.name:
                importlib.import_module(module.name)
    return {
        form
        for form in subclasses_of(forms.BaseForm)
        if form.__module__.split(".")[0] in ("forum", "library", "ratsite")
        and form.__qualname__ in vars(importlib.import_module(form.__module__))  # not made while the site runs
        and any(isinstance(field, forms.FileField) for field in getattr(form, "base_fields", {}).values())
    }


def subclasses_of(one: type) -> Iterator[type]:
    for subclass in one.__subclasses__():
        yield subclass
        yield from subclasses_of(subclass)


def bound(form: type[forms.BaseForm], typed: dict, names: Sequence[str] = ("a.txt",)) -> forms.BaseForm:
    sent = [SimpleUploadedFile(name, b"Ask first.") for name in names]
    return sent_by(MemberFactory(roles=["Curators"]), form, typed, sent)


def sent_by(person, form: type[forms.BaseForm], typed: dict, sent: Sequence[SimpleUploadedFile] = (), saved=()):
    about = {"curator": person} if form is NewResourceForm else {}
    about |= {"for_user": person} if form is PageFileForm else {"uploader": person}
    data = MultiValueDict({name: [value] for name, value in typed.items()} | {f"{file_field(form)}-saved": list(saved)})
    return form(data, MultiValueDict({file_field(form): list(sent)}), **about)


def file_field(form: type[forms.BaseForm]) -> str:
    return next(name for name, field in form.base_fields.items() if isinstance(field, forms.FileField))


def shown(form: forms.BaseForm) -> list[str]:
    """Return the names of the saved files that the form shows."""
    drawn = re.findall(r'<input type="checkbox"[^>]*-saved"[^>]*>\s*<span>(.*?) \(', str(form[file_field(type(form))]))
    assert drawn == [row.name for row in form.fields[file_field(type(form))].widget.saved]
    return drawn


def close(form: forms.BaseForm) -> None:
    """Close the saved files that the form opened, as the end of a request does."""
    for upload in form.files.getlist(file_field(type(form))):
        upload.close()


def test_the_samples_are_all_forms_with_files():
    found = {form for form in forms_with_files() if not issubclass(form, SAVED)}
    assert {form.__name__ for form in found} == {form.__name__ for form in SAMPLES}
    assert [form for form in found if not issubclass(form, SavesFilesMixin)] == []


@pytest.mark.parametrize("form", SAMPLES, ids=lambda form: form.__name__)
def test_a_form_saves_its_files_if_a_view_adds_an_error(form):
    sent = bound(form, SAMPLES[form])
    assert (dict(sent.errors), shown(sent), SavedUpload.objects.count()) == ({}, [], 0)
    sent.add_error(None, "Another person was first")
    sent.add_error(None, "And this")
    assert (shown(sent), SavedUpload.objects.count()) == (["a.txt"], 1)


@pytest.mark.parametrize("form", [VersionForm, SuggestionForm, NewResourceForm, PageFileForm])
def test_a_saved_file_is_as_good_as_a_sent_one(form):
    person = MemberFactory(roles=["Curators"])
    first = sent_by(person, form, {}, [SimpleUploadedFile("a.txt", b"Ask first.")])
    assert shown(first) == ["a.txt"]
    saved = [str(row.pk) for row in SavedUpload.objects.all()]
    second = sent_by(person, form, {}, saved=saved)
    assert (file_field(form) in second.errors, shown(second), SavedUpload.objects.count()) == (False, ["a.txt"], 1)
    third = sent_by(person, form, SAMPLES[form], saved=saved)
    assert dict(third.errors) == {}
    value = third.cleaned_data[file_field(form)]
    (upload,) = value if isinstance(value, list) else [value]
    assert (upload.name, upload.size, upload.read()) == ("a.txt", 10, b"Ask first.")
    upload.close()
    close(second)


def test_files_are_saved_besides_those_that_are_sent_again():
    person = MemberFactory(roles=["Curators"])
    sent_by(person, VersionForm, {}, [SimpleUploadedFile("a.txt", b"One.")]).full_clean()
    saved = [str(SavedUpload.objects.get().pk)]
    form = sent_by(person, VersionForm, {}, [SimpleUploadedFile("b.txt", b"Two.")], saved)
    assert shown(form) == ["a.txt", "b.txt"]
    close(form)


def test_a_saved_file_that_is_sent_again_under_its_name_is_replaced():
    person = MemberFactory(roles=["Curators"])
    sent_by(person, VersionForm, {}, [SimpleUploadedFile("a.txt", b"One.")]).full_clean()
    saved = [str(SavedUpload.objects.get().pk)]
    form = sent_by(person, VersionForm, {}, [SimpleUploadedFile("a.txt", b"Corrected.")], saved)
    assert (shown(form), [row.size for row in form.fields["files"].widget.saved]) == (["a.txt"], [10])
    close(form)


def test_a_saved_file_that_is_gone_is_asked_for_again_and_the_others_stay():
    person = MemberFactory(roles=["Curators"])
    row = save_upload(upload=SimpleUploadedFile("a.txt", b"One."), person=person)
    row.content.storage.delete(row.content.name)
    other = save_upload(upload=SimpleUploadedFile("b.txt", b"Two."), person=person)
    form = sent_by(person, VersionForm, {"note": "New"}, saved=[str(row.pk), str(other.pk)])
    assert (form.errors["files"], shown(form)) == (["Choose your file again: we no longer have it"], ["b.txt"])
    close(form)


def test_too_many_files_with_long_names_are_an_error_and_the_first_ones_are_saved():
    names = [f"{number} {'long ' * 40}.txt" for number in range(MOST_SAVED + 1)]
    sent = bound(DroppedFilesForm, {}, names=names)
    assert sent.errors["files"] == [f"Choose at most {MOST_SAVED} files"]
    assert len(shown(sent)) == SavedUpload.objects.count() == MOST_SAVED


@pytest.mark.parametrize("form", [VersionForm, SuggestionForm, NewResourceForm])
def test_a_refused_file_is_not_saved_and_the_others_are(form):
    sent = bound(form, SAMPLES[form], names=("a.txt", "b.exe", "c.txt"))
    assert [message for message in sent.errors["files"] if message.startswith("b.exe: ")]
    assert shown(sent) == ["a.txt", "c.txt"]


def test_a_file_with_an_identifier_in_its_name_is_not_saved():
    sent = bound(VersionForm, {"note": "New"}, names=("ring_0121_496_0123.txt",))
    assert (list(sent.errors), shown(sent)) == (["files"], [])


def test_the_rows_of_an_import_save_no_file():
    sent = NewResourceForm(
        {}, MultiValueDict({"files": [SimpleUploadedFile("a.txt", b"One.")]}), curator=MemberFactory()
    )
    assert (bool(sent.errors), SavedUpload.objects.count()) == (True, 0)


def test_a_person_s_oldest_saved_files_are_deleted_beyond_the_most():
    person = MemberFactory()
    rows = [save_upload(upload=SimpleUploadedFile(f"{n}.txt", b"One."), person=person) for n in range(MOST_SAVED + 2)]
    save_upload(upload=SimpleUploadedFile("other.txt", b"One."), person=MemberFactory())
    assert set(SavedUpload.objects.visible_to(person)) == set(rows[2:])
    assert SavedUpload.objects.count() == MOST_SAVED + 1


def test_saved_files_are_deleted_after_a_day_from_the_disk_too(clock, happen):
    person = MemberFactory()
    old = save_upload(upload=SimpleUploadedFile("a.txt", b"One."), person=person)
    clock.forward(hours=24)
    newer = save_upload(upload=SimpleUploadedFile("b.txt", b"Two."), person=person)
    clock.forward(minutes=1)
    assert happen(delete_old_uploads) == 1
    assert list(SavedUpload.objects.all()) == [newer]
    storage = private_storage()
    assert (storage.exists(old.content.name), storage.exists(newer.content.name)) == (False, True)


def test_the_error_about_a_file_too_large_writes_the_limit_as_a_whole_number():
    assert flat(too_large(["a.pdf"])).startswith("Choose a file of at most 25 MB instead of “a.pdf”.")
