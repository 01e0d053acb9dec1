from django.urls import path

from forum.views import staff_posts

app_name = "posts_desk"
urlpatterns = [
    path("<int:post_id>/change/", staff_posts.post_change, name="post_change"),
    path("edits/<int:revision_id>/change/", staff_posts.edit_change, name="edit_change"),
    path("<int:post_id>/ask/", staff_posts.post_ask, name="post_ask"),
    path("<int:post_id>/who/", staff_posts.post_who, name="post_who"),
]
