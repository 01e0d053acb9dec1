"""All URLs of the library: those of the app itself, and those of library pages in the apps related and search."""

from django.urls import path

from library.urls import app_name as app_name
from library.urls import urlpatterns as library
from ratsite.related.views import library_draft, topics
from ratsite.search.views import coverage, library_feed, page_text
from ratsite.search.views import library as library_page

urlpatterns = [
    path("", library_page.resource_list, name="resource_list"),
    path("feed/rss/", library_feed.rss_feed, name="rss_feed"),
    path("feed/atom/", library_feed.atom_feed, name="atom_feed"),
    path("coverage/", coverage.coverage_map, name="coverage"),
    path("files/<uuid:file_id>/pages/<int:number>/", page_text.page_text, name="page_text"),
    path("files/<uuid:file_id>/thumbnail/", page_text.file_thumbnail, name="file_thumbnail"),
    path("suggest/case-learning/", library_draft.case_learning, name="case_learning"),
    path("suggest/common-ground/<int:check_id>/", library_draft.library_draft, name="library_draft"),
    path("<slug:resource_slug>/discuss/", topics.discuss, name="discuss"),
    path("<slug:resource_slug>/made-from/", topics.made_from, name="made_from"),
    path("<slug:resource_slug>/made-from/remove/", topics.made_from_remove, name="made_from_remove"),
    *library,
]
