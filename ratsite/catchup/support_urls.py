from django.urls import path

from ratsite.catchup import views

app_name = "support"
urlpatterns = [path("", views.support, name="support")]
