from django.urls import path

from ratsite.notifications import views

app_name = "mail"
urlpatterns = [path("stop/<str:token>/", views.stop, name="stop")]
