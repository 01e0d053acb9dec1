from django.urls import path

from ratsite.moderation import views

app_name = "moderation"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("history/", views.history, name="history"),
    path("<slug:source_name>/<int:item_id>/", views.item, name="item"),
    path("<slug:source_name>/<int:item_id>/claim/", views.item_claim, name="item_claim"),
    path("<slug:source_name>/<int:item_id>/recuse/", views.item_recuse, name="item_recuse"),
    path("<slug:source_name>/<int:item_id>/take-back/", views.item_take_back, name="item_take_back"),
]
