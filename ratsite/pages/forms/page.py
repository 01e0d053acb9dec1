"""The CMS form for public pages."""

from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamBlockValidationError
from wagtail.models import COMMENTS_RELATION_NAME, Page

from ratsite.lib.identifiers.passages import Passage
from ratsite.pages.fields import BodyField
from ratsite.pages.identifier_check import OF_AN_ORGANISATION, in_words, passages_of_rows
from ratsite.pages.rules import must_stay

SENDING = ("action-publish", "action-submit", "action-restart-workflow")  # buttons, which Wagtail looks for first
IDENTIFIES = _("Remove what may identify someone: %(named)s")
IDENTIFIES_OR_IS_PUBLIC = _(
    "Remove what may identify someone: %(named)s. Contact details of an organisation go in a block “Contact”."
)


class PublicPageForm(WagtailAdminPageForm):
    """CMS form for a public page. It refuses to publish a page with identifiers, today or on a later day.

    A draft may have identifiers: Wagtail defers the validation of a draft that is only saved, automatically or not, and
    of a preview. A page that other pages link to by its name cannot get another address or a day when it disappears.
    """

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.is_deferred_validation and not self._only_ends_check():
            self._refuse_identifiers()
        published = Page.objects.filter(pk=self.instance.pk).first()
        if published is not None and must_stay(published):
            self._refuse_to_hide(published)
        return cleaned

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

    def _refuse_identifiers(self) -> None:
        lists = [formset for name, formset in self.formsets.items() if name != COMMENTS_RELATION_NAME]
        forms_of_rows = [row for formset in lists for row in formset.forms if row.is_valid()]
        written = [self, *(row for row in forms_of_rows if not row.cleaned_data.get("DELETE"))]
        found = passages_of_rows((form._meta.model, form.cleaned_data) for form in written)
        for form, passages in zip(written, found, strict=True):
            for name in dict.fromkeys(passage.field for passage in passages):
                _add_error(form, name, [passage for passage in passages if passage.field == name])


def _add_error(form: ModelForm, name: str, passages: list[Passage]) -> None:
    """Add one error that names these passages to a field, because Wagtail writes several in one line."""
    may_be_public = any(passage.finding.kind in OF_AN_ORGANISATION for passage in passages)
    text = (IDENTIFIES_OR_IS_PUBLIC if may_be_public else IDENTIFIES) % {"named": in_words(passages)}
    is_body = isinstance(form._meta.model._meta.get_field(name), BodyField)
    form.add_error(name, StreamBlockValidationError(non_block_errors=[text]) if is_body else text)
