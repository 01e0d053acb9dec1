"""Forms about resources: checks, owners, reports that one is out of date, suggestions, uses and relations."""

from urllib.parse import urlparse

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from library.actions.check_resource import can_replace, is_replaced_by_seen
from library.actions.relate_resource import can_relate
from library.enums import CheckOutcome, RelationKind
from library.forms.content import ContentForm
from library.models import CHECK_REASON_LENGTH, REPORT_LENGTH, LegalInstrument, RemitUse, Resource, Suggestion
from library.queries.due_checks import instruments_for
from library.queries.owners import agencies_to_hand_over_to
from ratsite.accounts.models import User
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.network.models import Agency, Remit
from ratsite.pages.contacts import published_contacts

OUTCOMES = [
    (CheckOutcome.STILL_RIGHT.value, _("Still right: the next check is in a year")),
    (CheckOutcome.AMENDED.value, _("Amended: you changed it, and now it is right")),
    (CheckOutcome.SUPERSEDED.value, _("Superseded: another resource replaces it")),
]
NOT_REPLACED = (
    CheckOutcome.NOT_REPLACED.value,
    _(
        "Not replaced: the other resource does not replace this one, which is still right. A second "
        "person must confirm this"
    ),
)
WITHDRAW = (CheckOutcome.WITHDRAWN.value, _("Withdraw it: readers will only find your reason"))


class ReasonForm(CheckedForm):
    """Form with one text, the reason, which is scanned for identifiers."""

    allowed = staticmethod(published_contacts)

    reason = forms.CharField(label=_("Reason"), max_length=CHECK_REASON_LENGTH, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, label: str = "", help_text: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label or self.fields["reason"].label
        self.fields["reason"].help_text = help_text
        self.fields["reason"].error_messages["required"] = _("Give a reason")


class HandOverForm(ReasonForm):
    """Form in which a curator chooses the agency that looks after a resource from now on."""

    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label=_("Which agency looks after it from now on"),
        empty_label=_("Choose an agency"),
        error_messages={"required": _("Choose an agency"), "invalid_choice": _("Choose an agency from the list")},
    )
    field_order = ["agency", "reason"]

    def __init__(self, *args, curator: User, resource: Resource, **kwargs):
        super().__init__(
            *args,
            label=_("Why you hand it over"),
            help_text=_(
                "The audit log records your reason. Moderators and coordinators who can read the resource can read it."
            ),
            **kwargs,
        )
        self.fields["agency"].queryset = agencies_to_hand_over_to(curator, resource).order_by("name")


class ClearForm(ReasonForm):
    """Form that asks why a hidden part of a file may stay in it.

    others: how many other parts of the same kind in the file have no reason yet; they can be given the same one.
    """

    with_others = forms.BooleanField(required=False)

    def __init__(self, *args, others: int, **kwargs):
        super().__init__(
            *args,
            label=_("Why this is harmless"),
            help_text=_(
                "For example: “she agreed to be named”. A second person reads this, and the audit log records it."
            ),
            **kwargs,
        )
        if others:
            hint = ngettext(
                "The same applies to %(count)s other part of this kind in this file",
                "The same applies to %(count)s other parts of this kind in this file",
                others,
            )
            self.fields["with_others"].label = hint % {"count": others}
        else:
            del self.fields["with_others"]


class InsteadField(forms.CharField):
    """Form field for the address of another resource, such as /library/first-ten-minutes/. The value is its slug."""

    def clean(self, value) -> str:
        text = super().clean(value)
        return urlparse(text).path.strip("/").removeprefix("library/").partition("/")[0]


class CheckForm(ReasonForm):
    """Form for the result of a curator's check of one or more resources."""

    outcome = forms.ChoiceField(label=_("What you found"), choices=[*OUTCOMES, WITHDRAW], widget=forms.RadioSelect)
    instead = InsteadField(
        label=_("What to use instead"),
        required=False,
        max_length=200,
        help_text=_("The address of the resource that replaces it, such as /library/first-ten-minutes/."),
    )
    field_order = ["outcome", "instead", "reason"]

    def __init__(self, *args, curator: User, resources: list[Resource], **kwargs):
        super().__init__(*args, **kwargs)
        self.curator, self.resources = curator, resources
        if len(resources) == 1 and is_replaced_by_seen(resources[0], curator):
            self.fields["outcome"].choices = [*OUTCOMES, NOT_REPLACED, WITHDRAW]
        self.fields["outcome"].error_messages["required"] = _("Choose what you found")
        self.fields["reason"].label = _("What you did to check, or why you chose this")
        self.fields["reason"].help_text = _("Readers see this next to your name and agency.")
        self.fields["reason"].error_messages["required"] = _("Say what you did to check, or why you chose this")

    def clean_instead(self) -> Resource | None:
        slug = self.cleaned_data["instead"]
        if not slug:
            return None
        replacement = Resource.objects.visible_to(self.curator).published().filter(slug=slug).first()
        if replacement is None:
            raise forms.ValidationError(_("Enter the address of a published resource that you can read"))
        if not all(can_replace(replacement, resource, self.curator) for resource in self.resources):
            raise forms.ValidationError(_("Choose another resource: this one cannot replace what you are checking"))
        return replacement

    def clean(self):
        cleaned = super().clean()
        outcome = cleaned.get("outcome")
        if outcome == CheckOutcome.SUPERSEDED and "instead" not in self.errors and not cleaned.get("instead"):
            self.add_error("instead", _("Enter the address of the resource that replaces it"))
        if outcome not in (CheckOutcome.SUPERSEDED, CheckOutcome.WITHDRAWN):
            cleaned["instead"] = None
        return cleaned


class OutdatedForm(CheckedForm):
    """Form to report a resource as out of date. A member says what is wrong; a signed-out reader sees only a button."""

    checked_fields = ("text",)
    allowed = staticmethod(published_contacts)

    text = forms.CharField(
        label=_("What is out of date?"),
        max_length=REPORT_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("For example: “nobody answers the number on page 2”. Curators see your name."),
    )

    def __init__(self, *args, is_member: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_member:
            self.fields["text"].error_messages["required"] = _("Say what is out of date")
        else:
            del self.fields["text"]
            self.checked_fields = ()


class SuggestionForm(ContentForm):
    """Form in which a member suggests a resource: a file or a link, and why it is useful."""

    looked_at = ("title", "why", "url_title")
    issued_on = None
    spoken_for = None
    request_label = None  # the curator who takes up the suggestion decides whether readers have to ask
    title = forms.CharField(label=_("Title"), max_length=160)
    why = forms.CharField(
        label=_("Why it is useful"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What you use it for, and how you know that it is right."),
    )
    remits = forms.ModelMultipleChoiceField(
        Remit.objects.all(), label=_("For which remits"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["title", "why", "files", "url", "url_title", "url_kind", "remits"]

    def suggestion(self) -> dict:
        """Return the arguments of the action suggest_resource, except `member`."""
        data = self.cleaned_data
        return {"title": data["title"], "why": data["why"], "remits": data["remits"], **self.content()}


class AnswerForm(ReasonForm):
    """Form in which a curator answers a suggestion."""

    TAKE, KNOWN, DECLINE = "take", "known", "decline"
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (TAKE, _("Accept it: the suggestion becomes your draft")),
            (KNOWN, _("We have it already")),
            (DECLINE, _("Decline the suggestion")),
        ],
        widget=forms.RadioSelect,
    )
    existing = InsteadField(
        label=_("The resource that we already have"),
        required=False,
        max_length=200,
        help_text=_("The address of the resource, such as /library/first-ten-minutes/."),
    )
    field_order = ["answer", "existing", "reason"]

    def __init__(self, *args, suggestion: Suggestion, **kwargs):
        super().__init__(*args, **kwargs)
        self.suggestion = suggestion
        self.fields["answer"].error_messages["required"] = _("Choose an answer")
        self.fields["reason"].required = False
        self.fields["reason"].help_text = _("The person who suggested it will read this.")

    def clean_existing(self) -> Resource | None:
        slug = self.cleaned_data["existing"]
        if not slug:
            return None
        readable = Resource.objects.visible_to(self.suggestion.suggested_by).published()
        existing = readable.filter(slug=slug).first()
        if existing is None:
            raise forms.ValidationError(_("Enter the address of a resource that the person can read"))
        return existing

    def clean(self):
        cleaned = super().clean()
        answer = cleaned.get("answer")
        if answer == self.KNOWN and "existing" not in self.errors and not cleaned.get("existing"):
            self.add_error("existing", _("Enter the address of the resource that we already have"))
        if answer in (self.KNOWN, self.DECLINE) and "reason" not in self.errors and not cleaned.get("reason"):
            self.add_error("reason", _("Give a reason"))
        return cleaned


class LawForm(ReasonForm):
    """Form in which a curator says which law has changed, and how."""

    instrument = forms.ModelChoiceField(
        LegalInstrument.objects.none(), label=_("Which law or statutory guidance has changed")
    )
    field_order = ["instrument", "reason"]

    def __init__(self, *args, curator: User, **kwargs):
        super().__init__(*args, label=_("What has changed"), **kwargs)
        self.fields["reason"].help_text = _("Readers see this in the history of each resource, with your name.")
        instrument = self.fields["instrument"]
        instrument.queryset = instruments_for(curator)
        instrument.empty_label = _("Choose one")
        instrument.error_messages["required"] = _("Choose which law has changed")
        instrument.label_from_instance = lambda one: (
            ngettext("%(name)s (%(count)s resource)", "%(name)s (%(count)s resources)", one.published)
            % {"name": one.name, "count": one.published}
        )


class UsesForm(CheckedForm):
    """Form with one line for each remit of a resource: what to use the resource for."""

    allowed = staticmethod(published_contacts)

    def __init__(self, *args, uses: list[RemitUse], **kwargs):
        super().__init__(*args, **kwargs)
        self.uses = uses
        for use in uses:
            label = gettext("Use it for %(remit)s") % {"remit": use.remit}
            self.fields[f"use-{use.pk}"] = forms.CharField(
                label=label, max_length=200, required=False, initial=use.use, show_hidden_initial=True
            )
        self.checked_fields = list(self.fields)

    @property
    def initial_inputs(self) -> list[SafeString]:
        """The lines of all remits as they were when the form was opened, as hidden inputs.

        With them the form finds which lines the curator has changed.
        """
        return [self[name].as_hidden(only_initial=True) for name in self.fields]

    def lines(self) -> dict[int, str]:
        """Return the lines that the curator changed, by the id of their RemitUse.

        The other lines are left out, because another curator may have changed them meanwhile.
        """
        names = {use.pk: f"use-{use.pk}" for use in self.uses}
        return {pk: self.cleaned_data[name] for pk, name in names.items() if name in self.changed_data}


class UseLineForm(CheckedForm):
    """Form with what one remit can use a resource for, for the rows of a spreadsheet."""

    checked_fields = ("use",)
    allowed = staticmethod(published_contacts)

    use = forms.CharField(max_length=RemitUse._meta.get_field("use").max_length)


class RelationForm(forms.Form):
    """Form that relates a resource to another one that the curator can see."""

    kind = forms.ChoiceField(
        label=_("How the two are related"),
        choices=[choice for choice in RelationKind.choices if choice[0] != RelationKind.SUPERSEDES],
        help_text=_("If this resource replaces another one, check the other one and choose “Superseded” there."),
    )
    other = InsteadField(
        label=_("The other resource"),
        max_length=200,
        help_text=_("Its address, such as /library/first-ten-minutes/."),
        error_messages={"required": _("Enter the address of the other resource")},
    )

    def __init__(self, *args, curator: User, resource: Resource, **kwargs):
        super().__init__(*args, **kwargs)
        self.curator, self.resource = curator, resource

    def clean(self):
        cleaned = super().clean()
        if "kind" not in cleaned or "other" not in cleaned:
            return cleaned
        resource = Resource.objects.visible_to(self.curator).filter(slug=cleaned["other"]).first()
        if resource is None:
            self.add_error("other", _("Enter the address of a resource that you can read"))
        elif not can_relate(self.resource, RelationKind(cleaned["kind"]), resource, self.curator):
            self.add_error("other", _("Choose another resource or relation: these two cannot be related in this way"))
        cleaned["other"] = resource
        return cleaned
