from django.urls import path

from tests.bench.floor import views

urlpatterns = [
    path("topics/<int:topic_id>/", views.topic),
    path("topics/<int:topic_id>/reply/", views.reply),
]
