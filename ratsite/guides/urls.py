from django.urls import path

from ratsite.guides import views

app_name = "guides"
urlpatterns = [
    path("", views.guide_list, name="guide_list"),
    path("<slug:who>/", views.guide, name="guide"),
]
