from django.urls import path

from forum.views import boards, editing, flagging, following, reading, topics, writing

app_name = "forum"
urlpatterns = [
    path("", boards.board_list, name="board_list"),
    path("topics/<int:topic_id>/reply/", writing.topic_reply, name="topic_reply"),
    path("topics/<int:topic_id>/unread/", reading.topic_unread, name="topic_unread"),
    path("topics/<int:topic_id>/new/", reading.topic_new_posts, name="topic_new_posts"),
    path("topics/<int:topic_id>/follow/", following.topic_follow, name="topic_follow"),
    path("topics/<int:topic_id>/read/", reading.topic_mark_read, name="topic_mark_read"),
    path("topics/<int:topic_id>/", topics.topic, name="topic_by_number"),
    path("topics/<int:topic_id>/<slug:slug>/", topics.topic, name="topic"),
    path("posts/<int:post_id>/", topics.post, name="post"),
    path("posts/<int:post_id>/edit/", editing.post_edit, name="post_edit"),
    path("posts/<int:post_id>/note/", editing.post_note, name="post_note"),
    path("posts/<int:post_id>/flag/", flagging.post_flag, name="post_flag"),
    path("posts/<int:post_id>/withdraw/", editing.post_withdraw, name="post_withdraw"),
    path("posts/<int:post_id>/history/", editing.post_history, name="post_history"),
    path("flags/", flagging.flag_list, name="flag_list"),
    path("files/<uuid:file_id>/thumbnail/", topics.file_thumbnail, name="file_thumbnail"),
    path("files/<uuid:file_id>/held/<str:name>", topics.held_file, name="held_file"),
    path("files/<uuid:file_id>/<str:name>", topics.file_download, name="file_download"),
    path("<slug:board_slug>/", boards.board, name="board"),
    path("<slug:board_slug>/new/", writing.topic_new, name="topic_new"),
    path("<slug:board_slug>/follow/", following.board_follow, name="board_follow"),
    path("<slug:board_slug>/similar/", writing.board_similar, name="board_similar"),
    path("<slug:board_slug>/people/", writing.board_people, name="board_people"),
    path("<slug:board_slug>/read/", reading.board_mark_read, name="board_mark_read"),
]
