"""Views of the CMS that edit a row of a list, and the network's own row."""

from django.db import transaction
from django.shortcuts import get_object_or_404
from wagtail.contrib.settings.views import EditView as SettingsEditView
from wagtail.snippets.views.snippets import SnippetViewSet


class LockedEditView(SnippetViewSet.edit_view_class):
    """Edit view for lists whose form is an OvertakenForm. It locks the row before the form checks it for other changes.

    Without the lock, two editors who save at the same moment would both pass, and one would replace the other's text.
    """

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        self.object = self.get_object(self.model.objects.select_for_update(no_key=True))
        return super().post(request, *args, **kwargs)


class LockedSettingsView(SettingsEditView):
    """Edit view for the network's own row. It locks the row, for the same reason as LockedEditView."""

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        self.object = get_object_or_404(self.model.objects.select_for_update(no_key=True), pk=self.pk)
        return super().post(request, *args, **kwargs)
