"""Taking a person out of the forum."""

from ratsite.holdings import Erasing


def erase_posts(erasing: Erasing) -> None: ...


def erase_topics(erasing: Erasing) -> None: ...


def erase_flags(erasing: Erasing) -> None: ...


def forget_name(erasing: Erasing) -> None: ...


def forget_words_in_indexes(erasing: Erasing) -> None: ...
