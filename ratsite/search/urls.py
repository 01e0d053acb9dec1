from django.urls import path

from ratsite.search.views import glossary as glossary_views
from ratsite.search.views import saved, search, synonyms

app_name = "search"
urlpatterns = [
    path("", search.search, name="search"),
    path("synonyms/", synonyms.synonym_list, name="synonym_list"),
    path("synonyms/add/", synonyms.synonyms_add, name="synonyms_add"),
    path("synonyms/<int:set_id>/", synonyms.synonyms_edit, name="synonyms_edit"),
    path("chosen/add/", synonyms.chosen_add, name="chosen_add"),
    path("chosen/<int:chosen_id>/", synonyms.chosen_delete, name="chosen_delete"),
    path("saved/", saved.saved_list, name="saved_list"),
    path("saved/add/", saved.saved_add, name="saved_add"),
    path("saved/<int:saved_id>/", saved.saved, name="saved"),
    path("saved/<int:saved_id>/edit/", saved.saved_edit, name="saved_edit"),
    path("saved/<int:saved_id>/delete/", saved.saved_delete, name="saved_delete"),
]

glossary = (
    [
        path("", glossary_views.entry_list, name="entry_list"),
        path("<int:entry_id>/", glossary_views.entry_explain, name="entry_explain"),
    ],
    "glossary",
)
