"""The rows for which the rules are tested: people of every kind, a question with a reply, and a circle's board."""

import datetime as dt
from dataclasses import dataclass

from forum.models import Board, Post, Topic
from ratsite.accounts.models import User

HOUR = dt.timedelta(hours=1)


MEMBERS = {"author", "writer", "colleague", "asked", "keeper", "elsewhere", "coordinator", "forgot", "silent", "late"}


WRITERS = MEMBERS - {"silent", "late"}


IN_CIRCLE = {"author", "writer"}


@dataclass(frozen=True)
class Place:
    """The ids of the rows. Each test reads the rows from the database."""

    people: dict[str, int]
    topic: int
    closed: int  # a topic on a circle's board

    def person(self, name: str) -> User:
        person = User.objects.get(pk=self.people[name])
        person.has_taken_second_step = name != "forgot"
        return person

    def post(self, number: int, **changed) -> Post:
        Post.objects.filter(topic=self.topic, number=number).update(**changed)
        return Post.objects.select_related("topic__board", "author").get(topic=self.topic, number=number)

    def the_topic(self, **changed) -> Topic:
        Topic.objects.filter(pk=self.topic).update(**changed)
        return Topic.objects.select_related("board").get(pk=self.topic)

    def board(self, **changed) -> Board:
        Board.objects.filter(topics=self.topic).update(**changed)
        return Board.objects.get(topics=self.topic)

    def those(self, may) -> set[str]:
        """Return the names of the people for whom the rule is true. All are signed in."""
        return {name for name in self.people if may(self.person(name))}


def but(thing: Post | Topic, **changed):
    """Return the object with these changes, in memory only: the database's constraints would refuse them."""
    for name, value in changed.items():
        setattr(thing, name, value)
    return thing
