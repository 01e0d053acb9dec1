from django.urls import path

from forum.views import staff_boards

app_name = "boards_desk"
urlpatterns = [
    path("", staff_boards.boards, name="boards"),
    path("add/", staff_boards.board_add, name="board_add"),
    path("<slug:board_slug>/", staff_boards.board, name="board"),
    path("<slug:board_slug>/audience/", staff_boards.board_audience, name="board_audience"),
    path("<slug:board_slug>/moderators/", staff_boards.board_moderators, name="board_moderators"),
    path("<slug:board_slug>/state/", staff_boards.board_state, name="board_state"),
    path("<slug:board_slug>/move/", staff_boards.board_move, name="board_move"),
]
