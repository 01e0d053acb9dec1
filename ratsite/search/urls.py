from django.urls import path

from ratsite.search import saved_views, views

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("saved/", saved_views.saved_list, name="saved_list"),
    path("saved/add/", saved_views.saved_add, name="saved_add"),
    path("saved/<int:saved_id>/", saved_views.saved, name="saved"),
    path("saved/<int:saved_id>/delete/", saved_views.saved_delete, name="saved_delete"),
]
