"""The choices for posts whose author is erased, or whose topic loses its names."""

from forum.enums import Fate
from ratsite.privacy.enums import PostsAfterErasure
from ratsite.privacy.forms import LetterForm


def test_each_choice_that_keeps_posts_says_that_a_role_stays_only_if_others_have_it_too():
    by_letter = dict(LetterForm.base_fields["posts"].choices)[PostsAfterErasure.KEEP]
    labels = [str(label) for label in (PostsAfterErasure.KEEP.label, by_letter, Fate.ANONYMISED.label)]
    assert ["role if others have it too" in label for label in labels] == [True] * 3
