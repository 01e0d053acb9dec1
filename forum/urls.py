from django.urls import path

from forum import views

app_name = "forum"
urlpatterns = [
    path("", views.board_list, name="board_list"),
    path("topics/<int:topic_id>/reply/", views.topic_reply, name="topic_reply"),
    path("topics/<int:topic_id>/", views.topic, name="topic_by_number"),
    path("topics/<int:topic_id>/<slug:slug>/", views.topic, name="topic"),
    path("posts/<int:post_id>/", views.post, name="post"),
    path("<slug:board_slug>/", views.board, name="board"),
    path("<slug:board_slug>/new/", views.topic_new, name="topic_new"),
]
