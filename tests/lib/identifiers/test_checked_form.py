"""Every form in which a person writes checks for identifiers, or is listed here with the reason why not."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest
from django.forms import BaseForm, CharField, EmailField, HiddenInput, URLField
from wagtail.images.forms import get_image_form
from wagtail.models import get_page_models
from wagtail.snippets.models import get_snippet_models

import forum
import library
import ratsite
from ratsite.lib.identifiers.checked_form import TOO_SHORT_REASON, CheckedForm, says_something
from ratsite.pages.forms.page import PublicPageForm
from ratsite.pages.models import SiteImage
from ratsite.pages.models.public import PublicPage

OURS = ("ratsite.", "forum.", "library.")

# Forms that check nothing, and why. A new form is added to CheckedForm rather than here.
FREE = {
    "AppealForm": "An appeal against a sanction, read by the one who decides.",
    "FlagForm": "It tells moderators what identifies somebody.",
    "AskForm": "A moderator's question to the author of a post, who wrote it.",
    "AnswerForm": "The author's answer to that question.",
    "ListReportForm": "It tells moderators what identifies somebody.",
    "CodeForm": "A code.",
    "SignInForm": "A password.",
    "ContactCheckForm": "The published contact of a public body.",
    "PublishedContactForm": "The published contact of a public body.",
    "CaseForm": "The form that publishes (PublishForm) checks the answers.",
    "RelationForm": "The address of a resource.",
    "MadeFromForm": "The address of a topic.",
    "SynonymForm": "Words for the search, without any context.",
    "ChosenForm": "Words for the search, without any context.",
    "FilterForm": "A search. Nothing is stored.",
    "SavedSearchForm": "A search of one's own, which nobody else reads.",
    "ExplanationForm": "The form in which it is shown checks it with the text.",
    "SampleForm": "The style guide's.",
}

# Fields of a form with checked_fields that it does not check by their name, and why.
ELSEWHERE = {
    "circles.CircleAccessForm add_people": "Names chosen from members.",
    "circles.CircleForm name": "Its clean checks it.",
    "circles.CircleForm purpose": "Its clean checks it.",
    "forum.MergeForm other": "Words that find a topic, or its address; not stored.",
    "library.CheckForm instead": "The address of a resource.",
    "library.AnswerForm existing": "The address of a resource.",
}


def _modules() -> Iterator[str]:
    for package in (ratsite, forum, library):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "form" in module.name or ".views." in module.name or module.name.endswith(".download_reasons"):
                yield module.name


def _forms(above: type = BaseForm) -> Iterator[type]:
    for form in above.__subclasses__():
        if form.__module__.startswith(OURS):
            yield form
        yield from _forms(form)


def forms_of_the_site() -> list[type]:
    for name in _modules():
        importlib.import_module(name)
    return list(_forms())


def _texts(form: type) -> set[str]:
    """Return the names of the fields in which a person can write."""
    fields = getattr(form, "base_fields", {}).items()
    texts = {name: field for name, field in fields if isinstance(field, CharField)}
    texts = {name: field for name, field in texts.items() if not isinstance(field.widget, HiddenInput)}
    return {name for name, field in texts.items() if not isinstance(field, EmailField | URLField)}


def _checks(form: type) -> bool:
    ours = [inspect.getsource(part) for part in form.__mro__ if part.__module__.startswith(OURS)]
    return any(call in source for source in ours for call in ("refuse_identifiers(", ".scan_texts(", "scan("))


def test_every_form_in_which_a_person_writes_refuses_identifiers():
    for name in _modules():
        importlib.import_module(name)
    free = {form.__name__ for form in _forms() if _texts(form) and not _checks(form)}
    assert sorted(free - set(FREE)) == []
    assert sorted(set(FREE) - free) == []  # none is named that is gone, or checks by now


def test_every_list_of_the_cms_and_the_pictures_refuse_identifiers():
    forms = {model: model.snippet_viewset.get_edit_handler().get_form_class() for model in get_snippet_models()}
    forms[SiteImage] = get_image_form(SiteImage)
    assert len(forms) > 3
    assert [model.__name__ for model, form in forms.items() if not _checks(form)] == []


def test_the_form_of_every_public_page_refuses_identifiers():
    pages = [model for model in get_page_models() if issubclass(model, PublicPage)]
    assert len(pages) > 5
    assert [model for model in pages if not issubclass(model.get_edit_handler().get_form_class(), PublicPageForm)] == []


def test_a_form_with_checked_fields_checks_each_field_in_which_a_person_writes():
    for name in _modules():
        importlib.import_module(name)
    left = set()
    for form in _forms():
        if hasattr(form, "checked_fields"):
            app = form.__module__.removeprefix("ratsite.").partition(".")[0]
            left |= {f"{app}.{form.__name__} {name}" for name in _texts(form) - {*form.checked_fields}}
    assert sorted(left - set(ELSEWHERE)) == []
    assert sorted(set(ELSEWHERE) - left) == []


class OneReason(CheckedForm):
    reason = CharField()


@pytest.mark.parametrize(("reason", "errors"), [("x", [TOO_SHORT_REASON]), ("ok ", [TOO_SHORT_REASON]), ("old", [])])
def test_a_reason_that_says_nothing_is_refused(reason, errors):
    assert OneReason({"reason": reason}).errors.get("reason", []) == errors


def test_every_typed_reason_has_the_same_minimum():
    fields = {form: getattr(form, "base_fields", {}).get("reason") for form in forms_of_the_site()}
    typed = {form: field for form, field in fields.items() if isinstance(field, CharField)}
    assert len(typed) > 30
    free = {form for form, field in typed.items() if says_something not in field.validators}
    assert {form.__name__ for form in free if not issubclass(form, CheckedForm)} == set()
    cleaned = {
        part for form in free for part in form.__mro__ if issubclass(part, CheckedForm) and "clean" in vars(part)
    }
    asks_above = {part.__name__ for part in cleaned if "super().clean()" in inspect.getsource(part.clean)}
    assert {part.__name__ for part in cleaned} - asks_above == set()  # CheckedForm.clean looks at the length
