from django.urls import path

from ratsite.moderation import log_views, note_views, sanction_views, views

app_name = "moderation"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("history/", views.history, name="history"),
    path("log/", log_views.log, name="log"),
    path("people/<int:person_id>/sanction/", sanction_views.sanctions, name="sanctions"),
    path("people/<int:person_id>/sanction/<int:sanction_id>/lift/", sanction_views.sanction_lift, name="sanction_lift"),
    path("people/<int:person_id>/notes/", note_views.notes, name="notes"),
    path("people/<int:person_id>/message/", note_views.message, name="message"),
    path("<slug:source_name>/<int:item_id>/", views.item, name="item"),
    path("<slug:source_name>/<int:item_id>/claim/", views.item_claim, name="item_claim"),
    path("<slug:source_name>/<int:item_id>/recuse/", views.item_recuse, name="item_recuse"),
    path("<slug:source_name>/<int:item_id>/take-back/", views.item_take_back, name="item_take_back"),
]
