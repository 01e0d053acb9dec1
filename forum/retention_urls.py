from django.urls import path

from forum.views import retention

app_name = "retention"
urlpatterns = [
    path("", retention.due_list, name="due_list"),
    path("report/", retention.report, name="report"),
    path("boards/<slug:board_slug>/", retention.board_time, name="board_time"),
    path("<int:topic_id>/", retention.topic_fate, name="topic_fate"),
    path("<int:topic_id>/hold/", retention.topic_hold, name="topic_hold"),
]
