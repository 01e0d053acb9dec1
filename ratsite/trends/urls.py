from django.urls import path

from ratsite.trends.views import trend_list

trends = (
    [path("", trend_list.trend_list, name="trend_list")],
    "trends",
)
