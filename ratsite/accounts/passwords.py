"""Refuse passwords that are short, common, a pattern, or made of the person's own words. Works without a network."""

import re
from functools import cached_property

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.models import User
from ratsite.lib.own_network import own_network
from ratsite.lib.search.query import fold

LEAST = 12  # characters; NIST SP 800-63B asks for 8 with a second step, and most members have none
# Letters that must remain once the person's own words are left out: too many to guess for one account.
LEAST_OTHER_LETTERS = 8
LEAST_SURPRISES = 6  # characters that do not simply follow the one before, as in 123 or qwe
LEAST_DIFFERENT = 5
LEAST_LETTERS = 3  # of one of the person's own words: shorter ones, such as "of", are in too many other words
NETWORK = ("regional", "trafficking", "network")  # as well as the words of the network's own name
ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
RUNS = {row[i : i + 2] for line in ROWS for row in (line, line[::-1]) for i in range(len(row) - 1)}
LOOKALIKES = str.maketrans("@4310$5!", "aaeiossi")
WORD = re.compile(r"[^\W\d_]+")
AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")

SHORT = _("Enter at least 12 characters, such as 4 words that have nothing to do with each other")
COMMON = _("Choose another password. This is one of the first that attackers try.")
PATTERN = _("Choose a password that does not repeat itself or follow the alphabet, numbers or keyboard")
OWN_WORDS = _("Choose a password that is not made of your name, your email address, your agency or the network’s name")


class PasswordValidator:
    """Django password validator. Its one message says what to change first."""

    def validate(self, password: str, user: User | None = None) -> None:
        if why := self._why_not(password, user):
            raise ValidationError(why)

    def get_help_text(self) -> str:
        return _(
            "At least 12 characters. Use 4 words that have nothing to do with each other, or let your browser choose."
        )

    def _why_not(self, password: str, user: User | None) -> str:
        if len(password) < LEAST:
            return SHORT
        plain = fold(password)
        if is_pattern(plain):
            return PATTERN
        if self._is_common(plain):
            return COMMON
        rest = without_words(plain, guessable_words(user))
        return (
            OWN_WORDS
            if rest != plain and (len(letters_of(rest)) < LEAST_OTHER_LETTERS or self._is_common(rest))
            else ""
        )

    def _is_common(self, plain: str) -> bool:
        """True if this is a common password, perhaps with numbers or signs around it or signs in place of letters."""
        inner = AROUND.sub("", plain)
        return not self._common.isdisjoint({plain, letters_of(plain), inner, inner.translate(LOOKALIKES)})

    @cached_property
    def _common(self) -> set[str]:
        return CommonPasswordValidator().passwords  # the 20,000 that Django brings


def is_pattern(plain: str) -> bool:
    """True if a password repeats a part of itself, runs along a row of keys, or has very few different characters."""
    if len(set(plain)) < LEAST_DIFFERENT or plain in (plain + plain)[1:-1]:
        return True
    pairs = zip(plain, plain[1:], strict=False)
    return 1 + sum(first != second and first + second not in RUNS for first, second in pairs) < LEAST_SURPRISES


def guessable_words(user: User | None) -> set[str]:
    """Return the words that a stranger would guess for this person, in lower case without accents."""
    texts = [own_network().name, own_network().short_name, *NETWORK]
    if user is not None:
        texts += [user.first_name, user.last_name, user.email, user.agency.name if user.agency else ""]
    return {word for text in texts for word in WORD.findall(fold(text)) if len(word) >= LEAST_LETTERS}


def without_words(plain: str, words: set[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        plain = plain.replace(word, "")
    return plain


def letters_of(plain: str) -> str:
    return "".join(WORD.findall(plain))
