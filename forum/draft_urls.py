from django.urls import path

from forum.views import writing

app_name = "drafts"
urlpatterns = [
    path("", writing.draft_list, name="draft_list"),
    path("<int:draft_id>/discard/", writing.draft_discard, name="draft_discard"),
]
