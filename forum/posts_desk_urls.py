from django.urls import path

from forum.views import posts_desk, revealing

app_name = "posts_desk"
urlpatterns = [
    path("<int:post_id>/change/", posts_desk.post_change, name="post_change"),
    path("edits/<int:revision_id>/change/", posts_desk.edit_change, name="edit_change"),
    path("<int:post_id>/ask/", posts_desk.post_ask, name="post_ask"),
    path("<int:post_id>/who/", revealing.post_who, name="post_who"),
]
