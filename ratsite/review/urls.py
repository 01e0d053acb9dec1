from django.urls import path

from ratsite.review.views import log, queue

app_name = "review"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("history/", queue.history, name="history"),
    path("log/", log.log, name="log"),
    path("<slug:queue_name>/<int:item_id>/", queue.item, name="item"),
    path("<slug:queue_name>/<int:item_id>/claim/", queue.item_claim, name="item_claim"),
    path("<slug:queue_name>/<int:item_id>/recuse/", queue.item_recuse, name="item_recuse"),
    path("<slug:queue_name>/<int:item_id>/take-back/", queue.item_take_back, name="item_take_back"),
]
