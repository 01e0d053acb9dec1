"""The view of the CMS that edits a row of a list."""

from django.db import transaction
from wagtail.snippets.views.snippets import SnippetViewSet


class LockedEditView(SnippetViewSet.edit_view_class):
    """Edit view for lists whose form is an OvertakenForm. It locks the row before the form checks it for other changes.

    Without the lock, two editors who save at the same moment would both pass, and one would replace the other's text.
    """

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        self.object = self.get_object(self.model.objects.select_for_update(no_key=True))
        return super().post(request, *args, **kwargs)
