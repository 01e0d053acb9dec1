from django.urls import path

from forum.views import drafts

app_name = "drafts"
urlpatterns = [
    path("", drafts.draft_list, name="draft_list"),
    path("<int:draft_id>/discard/", drafts.draft_discard, name="draft_discard"),
]
