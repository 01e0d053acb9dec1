"""Fill a prepared site for tests.load: boards, topics with replies, members and their sessions. Prints JSON."""

import json
import sys

import django

AGENCIES, BOARDS, TOPICS, REPLIES = 20, 4, 24, 12


def main(members: int) -> dict:
    from django.test.utils import override_settings

    from tests.bench import bulk
    from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic

    agencies = AgencyFactory.create_batch(AGENCIES)
    # A quick hash, because nobody signs in with a password.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        people = [MemberFactory(agency=agencies[number % AGENCIES]) for number in range(members)]
    boards = BoardFactory.create_batch(BOARDS)
    topics = []
    for number in range(TOPICS):
        board = boards[number % BOARDS]
        topics.append(make_topic(board, people[number % members], title=f"Case {number}: rooms let again"))
    from forum.actions.post import post_reply

    with_replies = [(topic, number) for topic in topics for number in range(REPLIES)]
    for topic, number in with_replies:
        post_reply(
            topic=topic, author=people[(topic.pk * 31 + number) % members], body=f"We saw that too, number {number}."
        )
    return {
        "sessions": bulk.sessions(people, "ratsite.accounts.backends.MemberBackend"),
        "boards": [board.get_absolute_url() for board in boards],
        "topics": [topic.get_absolute_url() for topic in topics],
        "replies": [f"/forum/topics/{topic.pk}/reply/" for topic in topics],
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(int(sys.argv[1]))))
