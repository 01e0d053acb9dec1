"""Resources for the tests of the library's rules."""

import pytest

from library.enums import ResourceState
from library.models import Resource
from ratsite.network.enums import Marking
from tests.factories import AgencyFactory, make_resource


@pytest.fixture
def published() -> Resource:
    """A published resource of an agency with another one as its deputy, not saved."""
    owner, deputy = AgencyFactory(), AgencyFactory()
    return Resource(state=ResourceState.PUBLISHED, agency=owner, deputy=deputy, marking=Marking.GREEN)


@pytest.fixture
def withdrawn() -> Resource:
    """A withdrawn resource of an agency, saved. No check says who withdrew it."""
    resource = make_resource()
    Resource.objects.filter(pk=resource.pk).update(state=ResourceState.WITHDRAWN, agency=AgencyFactory())
    return Resource.objects.get(pk=resource.pk)
