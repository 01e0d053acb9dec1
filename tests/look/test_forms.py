"""Forms: the error message is next to its field and in the summary, in the same words, and linked to the field."""

import re

import pytest
from django import forms
from django.template.loader import render_to_string

from ratsite.lib.forms import SampleForm, conditional
from tests.markup import flat


@pytest.fixture
def form():
    return SampleForm.with_errors()


def test_an_error_is_next_to_its_field_and_linked_to_it(form):
    html = str(form["email"].as_field_group())
    assert 'class="field field--error"' in html
    assert '<span class="vh">Error: </span>Enter a full email address' in html
    control = re.search(r"<input[^>]+>", html).group()
    assert 'aria-invalid="true"' in control
    assert 'aria-describedby="id_email_helptext id_email_error"' in control
    for tied in ("id_email_helptext", "id_email_error"):
        assert f'id="{tied}"' in html
    assert html.index("id_email_helptext") < html.index('id="id_email_error"') < html.index("<input")


def test_a_field_without_error_has_a_label_and_a_plain_control(form):
    html = flat(str(form["title"].as_field_group()))
    assert '<label for="id_title">Title</label>' in html
    assert 'class="input"' in html
    assert "field--error" not in html
    assert "aria-invalid" not in html


def test_choices_are_in_a_fieldset_with_a_legend(form):
    html = str(form["may_act"].as_field_group())
    assert html.count("<fieldset") == html.count("<legend") == 1
    assert html.count('<label class="choice"') == 3
    assert 'aria-describedby="id_may_act_error"' in html


def test_a_single_tick_box_has_its_label_behind_it(form):
    html = str(form["notify_me"].as_field_group())
    assert html.index("<input") < html.index("Tell me when someone answers")
    assert "input" not in re.search(r'class="([^"]*)"', html).group(1)


def test_an_optional_field_says_so(form):
    assert "(optional)" in str(form["file"].as_field_group())
    assert "(optional)" not in str(form["title"].as_field_group())


def test_placeholders_are_dropped():
    class Placeheld(forms.Form):
        code = forms.CharField(widget=forms.TextInput(attrs={"placeholder": "Code", "autocomplete": "one-time-code"}))

    html = str(Placeheld()["code"].as_field_group())
    assert "placeholder" not in html
    assert 'autocomplete="one-time-code"' in html


def test_the_summary_links_and_speaks_as_the_fields_do(form):
    html = render_to_string("components/error_summary.html", {"form": form})
    assert "There is a problem" in html
    assert "autofocus" in html
    for link in ('href="#id_email"', 'href="#id_may_act_0"'):
        assert link in html
    beside = {message for field in form for message in re.findall(r"</span>([^<]+)</span></p>", field.as_field_group())}
    above = set(re.findall(r'<a href="#[^"]+">([^<]+)</a>', html))
    assert above == beside != set()


def test_the_same_error_at_two_fields_is_distinguished_in_the_summary():
    class Two(forms.Form):
        own = forms.EmailField(label="Your address")
        referee = forms.EmailField(label="Their address")
        name = forms.CharField(label="Your name")

    html = render_to_string("components/error_summary.html", {"form": Two({"own": "a", "referee": "b"})})
    links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', html)
    message = "Enter a full email address, such as name@agency.example"
    assert links == [
        ("id_own", f"Your address: {message}"),
        ("id_referee", f"Their address: {message}"),
        ("id_name", "Fill in “Your name”"),
    ]


def test_an_error_of_the_whole_form_is_not_a_link():
    class Whole(forms.Form):
        def clean(self):
            raise forms.ValidationError("Nothing fits.")

    html = render_to_string("components/error_summary.html", {"form": Whole({})})
    assert "There is a problem" in html
    assert "<strong>Nothing fits.</strong>" in html


@pytest.mark.parametrize(("sent", "keeps"), [({"text": "Words"}, True), ({"text": " "}, False), ({"do": "end"}, False)])
def test_only_words_that_were_typed_are_said_to_be_still_here(sent, keeps):
    class Asking(forms.Form):
        text = forms.CharField(required=False)
        do = forms.ChoiceField(choices=[("end", "End")], widget=forms.RadioSelect, required=False)

        def clean(self):
            raise forms.ValidationError("Nothing fits.")

    html = render_to_string("components/error_summary.html", {"form": Asking(sent)})
    assert ("What you typed is still here" in html) == keeps


def test_the_summary_does_not_promise_what_browsers_forget(form):
    assert "What you typed" not in render_to_string("components/error_summary.html", {"form": form})


@pytest.mark.parametrize("form", [None, SampleForm()])
def test_no_summary_without_errors(form):
    assert render_to_string("components/error_summary.html", {"form": form}).strip() == ""


def test_a_field_that_depends_on_another_answer_is_not_called_optional():
    class Dependent(forms.Form):
        reason = conditional(forms.CharField(help_text="You need a reason to decline."))
        note = forms.CharField(required=False)

    form = Dependent()
    assert "(optional)" not in str(form["reason"].as_field_group())
    assert not form["reason"].field.required
    assert "(optional)" in str(form["note"].as_field_group())
