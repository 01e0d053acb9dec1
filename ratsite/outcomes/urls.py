from django.urls import path

from ratsite.outcomes import views

outcomes = (
    [
        path("<int:check_id>/library/", views.library_draft, name="library_draft"),
        path("case-learning/", views.case_learning, name="case_learning"),
    ],
    "outcomes",
)
