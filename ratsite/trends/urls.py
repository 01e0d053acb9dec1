from django.urls import path

from ratsite.trends.views import official, trend, trend_list

trends = (
    [
        path("", trend_list.trend_list, name="trend_list"),
        path("official/", official.official_figures, name="official"),
        path("official/<slug:name>.csv", official.official_csv, name="official_csv"),
        path("<int:topic_id>/", trend.trend, name="trend"),
        path("<int:topic_id>/months.csv", trend.trend_csv, name="trend_csv"),
        path("<int:topic_id>/reading/", trend.trend_reading, name="trend_reading"),
        path("<int:topic_id>/close/", trend.trend_close, name="trend_close"),
    ],
    "trends",
)
