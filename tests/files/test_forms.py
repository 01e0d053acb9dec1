"""Every form with a file field asks for its files again if it has an error, because browsers send files once."""

import importlib
import pkgutil
from collections.abc import Iterator

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
from ratsite.files.forms import FILES_AGAIN, FilesAgainMixin
from ratsite.lib.forms import SampleForm
from ratsite.network.enums import Marking
from ratsite.pages.forms.cms import PageFileForm
from tests.factories import MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db

# Forms whose files are not lost: those of the forum save them with the draft, and the sample sends nothing.
KEPT = (TextForm, SampleForm)

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


def bound(form: type[forms.BaseForm], typed: dict, names: tuple[str, ...] = ("a.txt",)) -> forms.BaseForm:
    field = next(name for name, field in form.base_fields.items() if isinstance(field, forms.FileField))
    sent = [SimpleUploadedFile(name, b"Ask first.") for name in names]
    about = {"curator": MemberFactory(roles=["Curators"])} if form is NewResourceForm else {}
    return form(typed, MultiValueDict({field: sent} if sent else {}), **about)


def asked_again(form: forms.BaseForm) -> list[str]:
    return [error.message for errors in form.errors.as_data().values() for error in errors if error.code == FILES_AGAIN]


def test_the_samples_are_all_forms_with_files():
    found = {form for form in forms_with_files() if not issubclass(form, KEPT)}
    assert {form.__name__ for form in found} == {form.__name__ for form in SAMPLES}
    assert [form for form in found if not issubclass(form, FilesAgainMixin)] == []


@pytest.mark.parametrize("form", SAMPLES, ids=lambda form: form.__name__)
def test_an_error_that_a_view_adds_asks_for_the_files_again(form):
    sent = bound(form, SAMPLES[form])
    assert (dict(sent.errors), asked_again(sent)) == ({}, [])
    sent.add_error(None, "Another person was first")
    sent.add_error(None, "And this")
    assert asked_again(sent) == ["Choose your file again. We do not keep it while the form has an error."]


@pytest.mark.parametrize("form", [VersionForm, SuggestionForm, NewResourceForm, PageFileForm])
def test_an_error_of_another_field_asks_for_the_files_again(form):
    assert len(asked_again(bound(form, {}))) == 1
    assert asked_again(bound(form, {}, names=())) == []


def test_several_files_are_asked_for_as_several():
    sent = bound(VersionForm, {}, names=("a.txt", "b.txt"))
    assert asked_again(sent) == ["Choose your files again. We do not keep them while the form has an error."]


@pytest.mark.parametrize("form", [VersionForm, SuggestionForm, NewResourceForm])
def test_one_refused_file_among_several_asks_for_all_again(form):
    sent = bound(form, SAMPLES[form], names=("a.txt", "b.exe", "c.txt"))
    assert [message for message in sent.errors["files"] if message.startswith("b.exe: ")]
    assert asked_again(sent) == ["Choose your files again. We do not keep them while the form has an error."]


def test_a_refused_file_is_not_asked_for_again():
    """Its own error says what to do."""
    sent = bound(VersionForm, {}, names=("a.exe",))
    assert ("files" in sent.errors, asked_again(sent)) == (True, [])


def test_the_error_about_a_file_too_large_writes_the_limit_as_a_whole_number():
    assert flat(too_large()).startswith("Choose a file of at most 25 MB.")
