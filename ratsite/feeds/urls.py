"""Below /me/feeds/: where members turn their private addresses on and off."""

from django.urls import path

from ratsite.feeds import views

app_name = "feeds"
urlpatterns = [
    path("", views.feed_list, name="feed_list"),
    path("<slug:kind>/new/", views.feed_make, name="feed_make"),
    path("<slug:kind>/end/", views.feed_end, name="feed_end"),
]
