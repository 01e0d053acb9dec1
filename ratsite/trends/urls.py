from django.urls import path

from ratsite.trends.views import official, trend_list

trends = (
    [
        path("", trend_list.trend_list, name="trend_list"),
        path("official/", official.official_figures, name="official"),
        path("official/<slug:name>.csv", official.official_csv, name="official_csv"),
    ],
    "trends",
)
