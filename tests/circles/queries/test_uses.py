from django.db.models import PROTECT, RESTRICT

from ratsite.circles.queries.uses import NOUNS
from ratsite.network.models import Agency, Circle


def test_every_kind_of_record_that_keeps_an_agency_or_a_circle_has_a_name():
    kinds = {
        relation.related_model._meta.label
        for model in (Agency, Circle)
        for relation in model._meta.get_fields(include_hidden=True)
        if getattr(relation, "on_delete", None) in (PROTECT, RESTRICT) and relation.auto_created
    }
    assert kinds - set(NOUNS) == set()
