from django.urls import path

from ratsite.search import saved, views

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("saved/", saved.saved_list, name="saved_list"),
    path("saved/add/", saved.saved_add, name="saved_add"),
    path("saved/<int:saved_id>/", saved.saved, name="saved"),
    path("saved/<int:saved_id>/delete/", saved.saved_delete, name="saved_delete"),
]
