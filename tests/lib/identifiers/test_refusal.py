"""A form with an identifier shows it in place; the writer removes it with one press, or says why it may stay."""

import pytest
from django import forms
from django.template.loader import render_to_string

from ratsite.lib.identifiers.refusal import ExplanationField, refuse_identifiers
from tests.markup import flat

PHONE, NHS = "07700 900123", "943 476 5919"
WHY = "the helpline has published it"


class WordsForm(forms.Form):
    name = forms.CharField(max_length=40)
    words = forms.CharField(widget=forms.Textarea)

    def clean(self):
        data = super().clean()
        refuse_identifiers(self, ["name", "words"], ["0121 496 0000"])
        return data


class SpeakingForm(WordsForm):
    explanation = ExplanationField(max_length=200)


def sent(form_class=WordsForm, **values) -> forms.Form:
    form = form_class({"name": "A card", "words": "Ask about today.", **values}, prefix=None)
    form.full_clean()
    return form


def test_an_identifier_is_shown_in_place_with_the_reason_and_a_way_to_remove_it():
    html = sent(words=f"She is at {PHONE} <b>today</b>.").as_p() + str(sent(words=f"She is at {PHONE} <b>today</b>."))
    assert f"She is at <mark>{PHONE}</mark> &lt;b&gt;today&lt;/b&gt;." in html
    assert "Anyone could call or trace the person with it." in html
    assert '<button class="button button--quiet" name="redact" value="1" formnovalidate>' in html
    assert "redact" not in str(sent())


def test_one_press_removes_identifiers_from_every_field_and_sends_nothing():
    form = sent(name=f"Card {PHONE}", words=f"Her NHS number is {NHS}, at {PHONE}.", redact="1")
    assert not form.is_valid()
    assert form["name"].value() == "Card [phone number removed]"
    assert form["words"].value() == "Her NHS number is [NHS number removed], at [phone number removed]."
    assert "Nothing has been sent yet" in str(form.non_field_errors())
    assert "<mark>" not in str(form)
    again = sent(name=form["name"].value(), words=form["words"].value())
    assert again.is_valid()


def test_the_button_sends_nothing_when_nothing_is_left_to_remove():
    form = sent(redact="1")
    assert (form.is_valid(), form["words"].value()) == (False, "Ask about today.")
    assert "There is nothing left to remove." in str(form.non_field_errors())


def test_the_button_works_with_a_form_s_prefix():
    form = WordsForm({"a-name": f"Card {PHONE}", "a-words": "x", "redact": "1"}, prefix="a")
    assert not form.is_valid()
    assert form["name"].value() == "Card [phone number removed]"


def test_what_was_removed_as_asked_is_no_problem():
    form = sent(words=f"Call {PHONE}.", redact="1")
    html = flat(render_to_string("components/error_summary.html", {"form": form}))
    assert '<h2 id="summary-head">Read your text again</h2>' in html
    assert "We removed what may identify someone" in html
    assert "There is a problem" not in html
    assert "What you typed is still here" not in html
    form.add_error("name", "Enter a name")
    html = render_to_string("components/error_summary.html", {"form": form})
    assert "There is a problem" in html
    assert "What you typed is still here" not in html


def test_a_percent_sign_and_what_is_allowed_make_no_difference():
    assert "100% of 07700 900123" not in str(sent(words="100%s 0121 496 0000").errors)
    assert f"Remove “{PHONE}”" in str(sent(words=f"100% %s {PHONE}").errors["words"])


def test_a_justification_is_not_accepted_where_nobody_would_review_it():
    assert "or say below" not in str(sent(words=PHONE).errors)
    assert not sent(words=PHONE, explanation=WHY).is_valid()


def test_the_word_is_asked_for_only_where_it_helps():
    form = sent(SpeakingForm)
    assert (form.is_valid(), form["explanation"].is_hidden) == (True, True)
    form = sent(SpeakingForm, words=PHONE)
    assert (form.is_valid(), form["explanation"].is_hidden) == (False, False)
    assert "or say below why it is public" in str(form.errors["words"])
    assert SpeakingForm()["explanation"].is_hidden


def test_a_justified_text_passes_and_a_justification_for_nothing_is_not_stored():
    assert sent(SpeakingForm, words=PHONE, explanation=WHY).cleaned_data["explanation"] == WHY
    form = sent(SpeakingForm, words=PHONE, explanation="x")
    assert form.errors["explanation"] == ["Say in a few words why this does not identify a private person"]
    assert sent(SpeakingForm, explanation="x").is_valid()
    form = sent(SpeakingForm, explanation=WHY)
    assert (form.is_valid(), form.cleaned_data["explanation"]) == (True, "")


@pytest.mark.parametrize(
    ("words", "explanation"), [(NHS, WHY), (f"{PHONE} and {NHS}", WHY), (PHONE, f"it is {PHONE}"), (PHONE, "")]
)
def test_neither_a_sure_identifier_nor_a_justification_that_identifies_passes(words, explanation):
    form = sent(SpeakingForm, words=f"NHS number {words}", explanation=explanation)
    assert not form.is_valid()
    assert form["explanation"].value() == explanation
