from django.urls import path

from ratsite.moderation import views

app_name = "moderation"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("<slug:source_name>/<int:item_id>/", views.item, name="item"),
]
