from django.urls import path

from ratsite.feeds import private, views

own_feeds = (
    [
        path("", views.feed_list, name="feed_list"),
        path("<slug:kind>/new/", views.feed_make, name="feed_make"),
        path("<slug:kind>/end/", views.feed_end, name="feed_end"),
    ],
    "feeds",
)
private_addresses = (
    [
        path("<slug:token>/forum.atom", private.forum, name="forum"),
        path("<slug:token>/library.atom", private.library, name="library"),
        path("<slug:token>/calendar.ics", private.calendar, name="calendar"),
    ],
    "private",
)
