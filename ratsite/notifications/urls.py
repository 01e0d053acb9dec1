from django.urls import path

from ratsite.notifications import views

own_notifications = (
    [
        path("", views.notification_list, name="notification_list"),
        path("read/", views.notification_read, name="notification_read"),
        path("mail/", views.mail_list, name="mail_list"),
        path("choices/", views.mail_choices, name="mail_choices"),
    ],
    "notifications",
)
mail = (
    [path("stop/<str:token>/", views.stop, name="stop")],
    "mail",
)
