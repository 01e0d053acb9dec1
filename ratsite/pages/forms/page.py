"""The CMS form for public pages."""

import re

from django.forms import BooleanField, CheckboxInput, ModelForm
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamBlockValidationError
from wagtail.models import COMMENTS_RELATION_NAME, Page

from ratsite.lib.identifiers.passages import Passage
from ratsite.lib.optimistic_lock import content_hash
from ratsite.pages.fields import BodyField
from ratsite.pages.identifier_check import (
    OF_AN_ORGANISATION,
    in_words,
    new_names,
    new_names_in,
    passages_of_rows,
    published_version,
)
from ratsite.pages.rules import must_stay

SENDING = ("action-publish", "action-submit", "action-restart-workflow")  # buttons, which Wagtail looks for first
NAMES = _("Take out these names, also from the address, or tick that these people are public or agreed: %(names)s")
NOT_PUBLISHED = _("Not published. Correct what is named here, or choose “Save draft”.")
NOT_PUBLISHED_SAVED = _("Not published. Your draft is saved.")  # by the CMS itself, before the button was pressed
OWN_CHANGE = _("You changed this page. Save the draft, then let another editor approve it or publish it yourself.")
NOT_CONTENT = {"names_are_public", "comment_notifications"}
IDENTIFIES = _("Remove what may identify someone: %(named)s")
IDENTIFIES_OR_IS_PUBLIC = _(
    "Remove what may identify someone: %(named)s. Contact details of an organisation go in a block “Contact”."
)


class NamesTick(CheckboxInput):
    """A tick whose value is the hash of the names shown with it. It does not count for other names."""

    def value_from_datadict(self, data, files, name):
        return name in data and data[name] == self.attrs.get("value")


class PublicPageForm(WagtailAdminPageForm):
    """CMS form for a public page. It refuses to publish a page with identifiers, today or on a later day.

    A draft may have identifiers: Wagtail defers the validation of a draft that is only saved, automatically or not, and
    of a preview. A page that other pages link to by its name cannot get another address or a day when it disappears.
    """

    names_are_public = BooleanField(
        required=False, label=_("The people named here are public, or agreed to be named"), widget=NamesTick
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.has_new_address = False
        if not self.is_bound:
            self._ask_about(new_names_in(self.instance))

    def clean(self) -> dict:
        cleaned = super().clean()
        published = Page.objects.filter(pk=self.instance.pk).first()
        if published is not None and published.first_published_at is None:
            self._renew_address()
        if not self.is_deferred_validation and not self._only_ends_check():
            names = [] if self._refuse_identifiers() else self._new_names()
            self._ask_about(names)
            if names and not self["names_are_public"].data:
                self.add_error("names_are_public", NAMES % {"names": quoted(names)})
        if published is not None and must_stay(published):
            self._refuse_to_hide(published)
        if self._approves() and self._has_new_content():
            self.add_error(None, OWN_CHANGE)
        return cleaned

    def is_valid(self) -> bool:
        """Add a first sentence to the errors of a page that is not published: Wagtail then names each error's field."""
        is_valid = super().is_valid()
        if not is_valid and self._is_sent() and not self.non_field_errors():
            errors = {**self.errors}
            self.errors.clear()
            self.add_error(None, NOT_PUBLISHED_SAVED if self._is_saved() else NOT_PUBLISHED)
            self.errors.update(errors)  # after the new one: Wagtail shows them in this order
        return is_valid

    def _is_sent(self) -> bool:
        return any(self.data.get(name) for name in (*SENDING, "action-workflow-action"))

    def _approves(self) -> bool:
        """True if this press ends a second check by publishing the page. Who may not approve only saves a draft."""
        is_approval = self.data.get("workflow-action-name") == "approve"
        return is_approval and bool(self.data.get("action-workflow-action")) and not self.is_deferred_validation

    def _is_saved(self) -> bool:
        """True if the newest draft is the one that the CMS saved for this form, and has the same content."""
        saved = self.data.get("overwrite_revision_id")
        return saved == str(self.instance.latest_revision_id) and not self._has_new_content()

    def _has_new_content(self) -> bool:
        """True if the content sent differs from the newest draft. A comment is not content."""
        lists = [formset for name, formset in self.formsets.items() if name != COMMENTS_RELATION_NAME]
        rows = [row for formset in lists for row in formset.forms]
        fields = [field for form in (self, *rows) for field in form if field.name not in NOT_CONTENT]
        # `changed_data` always has the fields with a computed default: the CMS sends no hidden initial value for them.
        return any(field.field.has_changed(field.initial, field.data) for field in fields)

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        updates = super().get_field_updates_for_resave()
        return [*updates, ("slug", self.instance.slug)] if self.has_new_address else updates

    def _renew_address(self) -> None:
        """Let an address that still follows the title before this change follow the title as it is now."""
        before, title = self.instance, self.cleaned_data.get("title")
        if not title or title == before.title or self.cleaned_data.get("slug") != before.slug:
            return
        if follows(before.slug, before.title):
            self.cleaned_data["slug"] = ""  # Wagtail makes one of the title that no other page has
            self.has_new_address = True

    def _only_ends_check(self) -> bool:
        """True if the editor refuses the page in its second check, or cancels that check. Both publish nothing."""
        if any(self.data.get(name) for name in SENDING):
            return False
        if self.data.get("action-workflow-action"):
            return self.data.get("workflow-action-name") == "reject"
        return bool(self.data.get("action-cancel-workflow"))

    def _refuse_to_hide(self, published: Page) -> None:
        if self.cleaned_data.get("slug", published.slug) != published.slug:
            keep = _("Other pages link to this page. Enter its address as it was: %(slug)s")
            self.add_error("slug", keep % {"slug": published.slug})
        if self.cleaned_data.get("expire_at"):
            self.add_error(
                "expire_at", _("Leave this empty. Other pages link to this page, so it must stay published.")
            )

    def _refuse_identifiers(self) -> bool:
        """Add an error for each field that may identify someone. Return True if there is any."""
        written = self._written()
        found = passages_of_rows((form._meta.model, form.cleaned_data) for form in written)
        for form, passages in zip(written, found, strict=True):
            for name in dict.fromkeys(passage.field for passage in passages):
                _add_error(form, name, [passage for passage in passages if passage.field == name])
        return any(found)

    def _new_names(self) -> list[str]:
        rows = [(form._meta.model, form.cleaned_data) for form in self._written()]
        return new_names(rows, published_version(self.instance), before=self.instance)

    def _written(self) -> list[ModelForm]:
        """Return this form and each row of its lists that is neither invalid nor deleted."""
        lists = [formset for name, formset in self.formsets.items() if name != COMMENTS_RELATION_NAME]
        rows = [row for formset in lists for row in formset.forms if row.is_valid()]
        return [self, *(row for row in rows if not row.cleaned_data.get("DELETE"))]

    def _ask_about(self, names: list[str]) -> None:
        """Show the tick with all these names; without any, leave it out."""
        if names:
            self.fields["names_are_public"].help_text = quoted(names)
            self.fields["names_are_public"].widget.attrs["value"] = content_hash(sorted(names))
        else:
            del self.fields["names_are_public"]


def follows(slug: str, title: str) -> bool:
    """True if this address was made of this title; a number at its end tells it from that of another page."""
    return re.fullmatch(rf"{re.escape(slugify(title))}(-\d+)?", slug) is not None


def quoted(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _add_error(form: ModelForm, name: str, passages: list[Passage]) -> None:
    """Add one error that names these passages to a field, because Wagtail writes several in one line."""
    may_be_public = any(passage.finding.kind in OF_AN_ORGANISATION for passage in passages)
    text = (IDENTIFIES_OR_IS_PUBLIC if may_be_public else IDENTIFIES) % {"named": in_words(passages)}
    error = text
    if isinstance(form._meta.model._meta.get_field(name), BodyField):
        error = StreamBlockValidationError(non_block_errors=[text])
        error.message = text  # in the list of all errors, instead of “Validation error in StreamBlock”
    form.add_error(name, error)
