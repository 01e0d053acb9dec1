"""URL patterns of the forum: one list for each URL namespace. ratsite/urls.py includes them."""

from django.urls import path

from forum.enums import TopicList
from forum.views import (
    boards,
    closing_lines,
    corrections,
    draft_pages,
    files,
    flags,
    ground_checks,
    marking,
    members,
    moderation_figures,
    new_topic,
    phrases,
    polls,
    posts,
    questions,
    read_marks,
    reply,
    retention,
    saved_posts,
    signals,
    staff_boards,
    staff_posts,
    subscriptions,
    suggestions,
    thanks,
    topic_lists,
    topic_management,
    topic_moves,
    topic_print,
    topics,
)

discussion = (
    [
        path("", boards.board_list, name="board_list"),
        *(
            path(f"{topic_list.value}/", topic_lists.topic_list, {"which": topic_list}, name=topic_list.value)
            for topic_list in TopicList
        ),
        path("topics/<int:topic_id>/print/", topic_print.topic_print, name="topic_print"),
        path("topics/<int:topic_id>/reply/", reply.topic_reply, name="topic_reply"),
        path("topics/<int:topic_id>/unread/", read_marks.topic_unread, name="topic_unread"),
        path("topics/<int:topic_id>/new/", read_marks.topic_new_posts, name="topic_new_posts"),
        path("topics/<int:topic_id>/follow/", subscriptions.topic_follow, name="topic_follow"),
        path("topics/<int:topic_id>/read/", read_marks.topic_mark_read, name="topic_mark_read"),
        path("topics/<int:topic_id>/signal/", signals.topic_signal, name="topic_signal"),
        path(
            "topics/<int:topic_id>/signal/<int:year>/<int:month>/<slug:area>/take-back/",
            signals.signal_take_back,
            name="signal_take_back",
        ),
        path("topics/<int:topic_id>/question/", questions.question_settle, name="question_settle"),
        path("topics/<int:topic_id>/question/dismiss/", questions.question_dismiss, name="question_dismiss"),
        path("topics/<int:topic_id>/question/<int:remit_id>/", questions.question_decline, name="question_decline"),
        path("topics/<int:topic_id>/common-ground/", ground_checks.topic_ground_check, name="topic_ground_check"),
        path("topics/<int:topic_id>/common-ground/new/", ground_checks.ground_check_new, name="ground_check_new"),
        path("topics/<int:topic_id>/poll/", polls.topic_poll, name="topic_poll"),
        path("topics/<int:topic_id>/poll/new/", polls.poll_new, name="poll_new"),
        path("topics/<int:topic_id>/closing-line/", closing_lines.closing_line, name="closing_line"),
        path("topics/<int:topic_id>/manage/question/", questions.question_close, name="question_close"),
        path("topics/<int:topic_id>/manage/", topic_management.topic_manage, name="topic_manage"),
        path("topics/<int:topic_id>/manage/pin/", topic_management.topic_pin, name="topic_pin"),
        path("topics/<int:topic_id>/manage/lock/", topic_management.topic_lock, name="topic_lock"),
        path("topics/<int:topic_id>/manage/rename/", topic_management.topic_rename, name="topic_rename"),
        path("topics/<int:topic_id>/manage/archive/", topic_management.topic_archive, name="topic_archive"),
        path("topics/<int:topic_id>/manage/slow/", topic_management.topic_slow, name="topic_slow"),
        path("topics/<int:topic_id>/manage/move/", topic_moves.topic_move, name="topic_move"),
        path("topics/<int:topic_id>/manage/split/", topic_moves.topic_split, name="topic_split"),
        path("topics/<int:topic_id>/manage/merge/", topic_moves.topic_merge, name="topic_merge"),
        path("topics/<int:topic_id>/manage/marking/", marking.topic_marking, name="topic_marking"),
        path("topics/<int:topic_id>/manage/act/", marking.topic_act, name="topic_act"),
        path("topics/<int:topic_id>/manage/correct/", corrections.topic_correct, name="topic_correct"),
        path("topics/<int:topic_id>/manage/downloads/", files.topic_downloads, name="topic_downloads"),
        path("topics/<int:topic_id>/", topics.show_topic, name="topic_by_number"),
        path("topics/<int:topic_id>/<slug:slug>/", topics.show_topic, name="topic"),
        path("posts/<int:post_id>/", topics.redirect_to_post, name="post"),
        path("posts/<int:post_id>/edit/", posts.post_edit, name="post_edit"),
        path("posts/<int:post_id>/note/", posts.post_note, name="post_note"),
        path("posts/<int:post_id>/flag/", flags.post_flag, name="post_flag"),
        path("posts/<int:post_id>/answer/", posts.post_answer, name="post_answer"),
        path("posts/<int:post_id>/accept/", questions.post_accept, name="post_accept"),
        path("posts/<int:post_id>/withdraw/", posts.post_withdraw, name="post_withdraw"),
        path("posts/<int:post_id>/withdraw/undo/", posts.post_undo, name="post_undo"),
        path("posts/<int:post_id>/history/", posts.post_history, name="post_history"),
        path("common-ground/<int:check_id>/", ground_checks.ground_check, name="ground_check"),
        path("common-ground/<int:check_id>/sign/", ground_checks.ground_check_sign, name="ground_check_sign"),
        path("common-ground/<int:check_id>/end/", ground_checks.ground_check_end, name="ground_check_end"),
        path("polls/<int:poll_id>/", polls.poll, name="poll"),
        path("polls/<int:poll_id>/end/", polls.poll_end, name="poll_end"),
        path("polls/<int:poll_id>/delete/", polls.poll_delete, name="poll_delete"),
        path("flags/", flags.flag_list, name="flag_list"),
        path("files/<uuid:file_id>/thumbnail/", files.file_thumbnail, name="file_thumbnail"),
        path("files/<uuid:file_id>/held/<str:name>", files.held_file, name="held_file"),
        path("files/<uuid:file_id>/<str:name>", files.file_download, name="file_download"),
        path("<slug:board_slug>/", boards.board, name="board"),
        path("<slug:board_slug>/new/", new_topic.topic_new, name="topic_new"),
        path("<slug:board_slug>/follow/", subscriptions.board_follow, name="board_follow"),
        path("<slug:board_slug>/similar/", suggestions.board_similar, name="board_similar"),
        path("<slug:board_slug>/people/", suggestions.board_people, name="board_people"),
        path("<slug:board_slug>/read/", read_marks.board_mark_read, name="board_mark_read"),
    ],
    "forum",
)
boards_for_staff = (
    [
        path("", staff_boards.boards, name="boards"),
        path("add/", staff_boards.board_add, name="board_add"),
        path("<slug:board_slug>/", staff_boards.board, name="board"),
        path("<slug:board_slug>/audience/", staff_boards.board_audience, name="board_audience"),
        path("<slug:board_slug>/moderators/", staff_boards.board_moderators, name="board_moderators"),
        path("<slug:board_slug>/state/", staff_boards.board_state, name="board_state"),
        path("<slug:board_slug>/move/", staff_boards.board_move, name="board_move"),
    ],
    "staff_boards",
)
members_pages = (
    [path("<int:person_id>/", members.member, name="member")],
    "members",
)
own_saved_posts = (
    [
        path("", saved_posts.saved_list, name="saved_list"),
        path("<int:post_id>/", saved_posts.post_save, name="post_save"),
        path("<int:post_id>/remove/", saved_posts.post_unsave, name="post_unsave"),
    ],
    "saved",
)
phrase_pages = (
    [
        path("", phrases.phrase_list, name="phrase_list"),
        path("<int:phrase_id>/", phrases.phrase, name="phrase"),
    ],
    "phrases",
)
own_thanks = (
    [
        path("<int:post_id>/", thanks.post_thank, name="post_thank"),
        path("<int:post_id>/remove/", thanks.post_unthank, name="post_unthank"),
    ],
    "thanks",
)
own_drafts = (
    [
        path("", draft_pages.draft_list, name="draft_list"),
        path("<int:draft_id>/discard/", draft_pages.draft_discard, name="draft_discard"),
        path("<int:draft_id>/versions/", draft_pages.draft_versions, name="draft_versions"),
        path("files/<uuid:file_id>/<str:name>", draft_pages.draft_file, name="draft_file"),
    ],
    "drafts",
)
own_subscriptions = (
    [
        path("", subscriptions.following_list, name="following_list"),
        path("term/", subscriptions.term_follow, name="term_follow"),
    ],
    "following",
)
posts_for_staff = (
    [
        path("<int:post_id>/change/", staff_posts.post_change, name="post_change"),
        path("edits/<int:revision_id>/change/", staff_posts.edit_change, name="edit_change"),
        path("<int:post_id>/ask/", staff_posts.post_ask, name="post_ask"),
        path("<int:post_id>/who/", staff_posts.post_who, name="post_who"),
    ],
    "staff_posts",
)
retention_for_staff = (
    [
        path("", retention.due_list, name="due_list"),
        path("report/", retention.report, name="report"),
        path("boards/<slug:board_slug>/", retention.board_time, name="board_time"),
        path("<int:topic_id>/", retention.topic_fate, name="topic_fate"),
        path("<int:topic_id>/hold/", retention.topic_hold, name="topic_hold"),
        path("<int:topic_id>/hold/end/", retention.hold_end, name="hold_end"),
    ],
    "retention",
)
moderation_figures_page = (
    [path("", moderation_figures.figures, name="figures")],
    "moderation_figures",
)
