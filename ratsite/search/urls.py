from django.urls import path

from ratsite.search import glossary_views, saved_views, views, word_views

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("words/", word_views.word_list, name="word_list"),
    path("words/add/", word_views.synonyms_add, name="synonyms_add"),
    path("words/<int:set_id>/", word_views.synonyms_edit, name="synonyms_edit"),
    path("chosen/add/", word_views.chosen_add, name="chosen_add"),
    path("chosen/<int:chosen_id>/", word_views.chosen_delete, name="chosen_delete"),
    path("saved/", saved_views.saved_list, name="saved_list"),
    path("saved/add/", saved_views.saved_add, name="saved_add"),
    path("saved/<int:saved_id>/", saved_views.saved, name="saved"),
    path("saved/<int:saved_id>/delete/", saved_views.saved_delete, name="saved_delete"),
]

glossary = (
    [
        path("", glossary_views.entry_list, name="entry_list"),
        path("<int:entry_id>/", glossary_views.entry_explain, name="entry_explain"),
    ],
    "glossary",
)
