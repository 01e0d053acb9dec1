from django.urls import path

from ratsite.accounts import admitting

app_name = "applications"
urlpatterns = [path("<int:application_id>/", admitting.application, name="application")]
