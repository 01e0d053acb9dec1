from django.urls import path

from forum.views import following

app_name = "following"
urlpatterns = [
    path("", following.following_list, name="following_list"),
    path("term/", following.term_follow, name="term_follow"),
    path("questions/", following.questions_follow, name="questions_follow"),
    path("<int:subscription_id>/", following.following_change, name="following_change"),
]
