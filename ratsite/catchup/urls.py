from django.urls import path

from ratsite.catchup import views

app_name = "catchup"
urlpatterns = [path("", views.catch_up, name="catch_up")]
