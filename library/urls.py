from django.urls import path

from library.views import (
    checks,
    citations,
    curate,
    downloads,
    drafts,
    hidden,
    outdated,
    relations,
    resources,
    states,
    suggestions,
    versions,
)

# The list, and the pages of files as text, are in ratsite.search.library_urls.
app_name = "library"
urlpatterns = [
    path("add/", resources.resource_add, name="resource_add"),
    path("add/several/", drafts.draft_add, name="draft_add"),
    path("drafts/", drafts.own_drafts, name="own_drafts"),
    path("files/<uuid:file_id>/<str:name>", downloads.file_download, name="file_download"),
    path("curate/", curate.due_list, name="due_list"),
    path("curate/drafts/", curate.draft_list, name="draft_list"),
    path("curate/suggestions/", suggestions.suggestion_list, name="suggestion_list"),
    path("curate/suggestions/<int:suggestion_id>/", suggestions.suggestion, name="suggestion"),
    path("suggest/", suggestions.suggest, name="suggest"),
    path("suggest/<int:suggestion_id>/withdraw/", suggestions.suggestion_withdraw, name="suggestion_withdraw"),
    path("curate/law/", curate.law_change, name="law_change"),
    path("curate/ownerless/", curate.ownerless_list, name="ownerless_list"),
    path("curate/trash/", curate.trash_list, name="trash_list"),
    path("<slug:resource_slug>/", resources.resource, name="resource"),
    path("<slug:resource_slug>/edit/", resources.resource_edit, name="resource_edit"),
    path("<slug:resource_slug>/card/", citations.card, name="card"),
    path("<slug:resource_slug>/cite/<slug:style>/", citations.citation, name="citation"),
    path(
        "<slug:resource_slug>/versions/<int:number>/cite/<slug:style>/",
        citations.version_citation,
        name="version_citation",
    ),
    path("<slug:resource_slug>/join/<slug:into_slug>/", drafts.draft_join, name="draft_join"),
    path("<slug:resource_slug>/check/", checks.resource_check, name="resource_check"),
    path("<slug:resource_slug>/check/decide/", checks.check_decide, name="check_decide"),
    path("<slug:resource_slug>/bring-back/", states.resource_bring_back, name="resource_bring_back"),
    path("<slug:resource_slug>/trash/", states.resource_trash, name="resource_trash"),
    path("<slug:resource_slug>/restore/", states.resource_restore, name="resource_restore"),
    path("<slug:resource_slug>/uses/", relations.resource_uses, name="resource_uses"),
    path("<slug:resource_slug>/uses/remove/", relations.relation_remove, name="relation_remove"),
    path("<slug:resource_slug>/take-over/", curate.resource_take_over, name="resource_take_over"),
    path("<slug:resource_slug>/outdated/", outdated.resource_outdated, name="resource_outdated"),
    path("<slug:resource_slug>/downloads/", downloads.resource_downloads, name="resource_downloads"),
    path("<slug:resource_slug>/versions/", versions.version_list, name="version_list"),
    path("<slug:resource_slug>/versions/add/", versions.version_add, name="version_add"),
    path("<slug:resource_slug>/versions/<int:number>/", versions.version, name="version"),
    path("<slug:resource_slug>/versions/<int:number>/hidden/", hidden.version_hidden, name="version_hidden"),
    path(
        "<slug:resource_slug>/versions/<int:number>/hidden/<uuid:file_id>/copy/", hidden.copy_begin, name="copy_begin"
    ),
    path(
        "<slug:resource_slug>/versions/<int:number>/hidden/<uuid:file_id>/compare/",
        hidden.copy_compare,
        name="copy_compare",
    ),
    path("<slug:resource_slug>/versions/<int:number>/add/", versions.content_add, name="content_add"),
    path("<slug:resource_slug>/versions/<int:number>/remove/", versions.content_remove, name="content_remove"),
]
