from django.urls import path

from forum.views import boards_desk

app_name = "boards_desk"
urlpatterns = [
    path("", boards_desk.boards, name="boards"),
    path("add/", boards_desk.board_add, name="board_add"),
    path("<slug:board_slug>/", boards_desk.board, name="board"),
    path("<slug:board_slug>/audience/", boards_desk.board_audience, name="board_audience"),
    path("<slug:board_slug>/moderators/", boards_desk.board_moderators, name="board_moderators"),
    path("<slug:board_slug>/state/", boards_desk.board_state, name="board_state"),
    path("<slug:board_slug>/move/", boards_desk.board_move, name="board_move"),
]
