"""What moderators did, for every member: /moderation/."""

from django.urls import path

from forum.views import moderation_figures

app_name = "summary"
urlpatterns = [path("", moderation_figures.summary, name="summary")]
