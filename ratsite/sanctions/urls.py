from django.urls import path

from ratsite.sanctions.views import notes, sanctions

sanctions_for_staff = (
    [
        path("<int:person_id>/sanction/", sanctions.sanctions, name="sanctions"),
        path("<int:person_id>/sanction/<int:sanction_id>/lift/", sanctions.sanction_lift, name="sanction_lift"),
        path("<int:person_id>/notes/", notes.notes, name="notes"),
        path("<int:person_id>/message/", notes.message, name="message"),
    ],
    "sanctions",
)
appeals = ([path("<str:token>/", sanctions.answer, name="appeal")], "appeals")
own_sanctions = ([path("", sanctions.own_sanctions, name="own_sanctions")], "own_sanctions")
own_messages = ([path("", notes.message_list, name="message_list")], "own_messages")
