from django.urls import path

from ratsite.trends.views import briefings, official, trend, trend_list

trends = (
    [
        path("", trend_list.trend_list, name="trend_list"),
        path("briefings/", briefings.briefing_list, name="briefing_list"),
        path("briefings/new/", briefings.briefing_add, name="briefing_add"),
        path("briefings/<int:briefing_id>/", briefings.briefing, name="briefing"),
        path("briefings/<int:briefing_id>/edit/", briefings.briefing_edit, name="briefing_edit"),
        path("briefings/<int:briefing_id>/delete/", briefings.briefing_delete, name="briefing_delete"),
        path("briefings/<int:briefing_id>/renew/", briefings.briefing_renew, name="briefing_renew"),
        path("briefings/<int:briefing_id>/ask/", briefings.briefing_ask, name="briefing_ask"),
        path("briefings/<int:briefing_id>/sign/", briefings.briefing_sign, name="briefing_sign"),
        path("briefings/<int:briefing_id>/take-back/", briefings.briefing_take_back, name="briefing_take_back"),
        path("briefings/<int:briefing_id>/use/", briefings.briefing_use, name="briefing_use"),
        path("official/", official.official_figures, name="official"),
        path("official/<slug:name>.csv", official.official_csv, name="official_csv"),
        path("<int:topic_id>/", trend.trend, name="trend"),
        path("<int:topic_id>/months.csv", trend.trend_csv, name="trend_csv"),
        path("<int:topic_id>/areas.csv", trend.trend_areas_csv, name="trend_areas_csv"),
        path("<int:topic_id>/reading/", trend.trend_reading, name="trend_reading"),
    ],
    "trends",
)
