from django.urls import path

from library import views

app_name = "library"
urlpatterns = [
    path("", views.resource_list, name="resource_list"),
    path("add/", views.resource_add, name="resource_add"),
    path("files/<uuid:file_id>/<str:name>", views.file_download, name="file_download"),
    path("<slug:resource_slug>/", views.resource, name="resource"),
    path("<slug:resource_slug>/edit/", views.resource_edit, name="resource_edit"),
    path("<slug:resource_slug>/downloads/", views.resource_downloads, name="resource_downloads"),
    path("<slug:resource_slug>/files/add/", views.file_add, name="file_add"),
]
