from django import forms
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.owndata.enums import Posts


def _posts_field(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Posts, initial=Posts.KEEP, widget=forms.RadioSelect)


class ErasureForm(forms.Form):
    """One's own wish."""

    posts = _posts_field("What others have read of mine")


class LetterForm(forms.Form):
    """The wish of somebody who asked in another way."""

    posts = forms.ChoiceField(
        label="What others have read of theirs",
        choices=[
            (Posts.KEEP, "Keep their posts, by role and kind of agency"),
            (Posts.TAKE, "Take the words of their posts away too"),
        ],
        initial=Posts.KEEP,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="How they asked",
        help_text="Such as: by letter of 3 March, their identity checked by telephone. It is kept in the log for good, "
        "so leave their name out.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say how they asked, and how you know that it was they"},
    )

    def __init__(self, *args, person: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"]
        telling = (self.person.first_name, self.person.last_name, self.person.email)
        if any(word and word.lower() in reason.lower() for word in telling):
            raise forms.ValidationError("Say it without their name or address: the log keeps it for good")
        return reason


class HoldForm(forms.Form):
    reason = forms.CharField(
        label="Why it must be kept",
        help_text="Such as: an inquiry has asked for it. They can read it; it is kept in the log.",
        max_length=300,
    )
    until = forms.DateField(
        label="Until",
        help_text="Leave it empty where nobody knows yet.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError("Give a day that is not over")
        return until
