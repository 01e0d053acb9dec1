"""Each installed package is listed with its licence, and no licence restricts the site."""

import re

import django
import pytest

from tests.databases import ROOT
from tests.supply.licences import LIST, as_page, packages

# GPL and AGPL bind what is built on them; the LGPL does not bind what only imports it.
BINDING = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|Affero|(?<!Lesser )General Public License", re.IGNORECASE)
IS_AS_LOCKED = f"\ndjango=={django.get_version()} " in (ROOT / "requirements.txt").read_text(encoding="utf-8")
pytestmark = pytest.mark.skipif(not IS_AS_LOCKED, reason="`make newest`: other packages are installed than are locked")


def test_the_list_is_that_of_the_locks():
    assert LIST.read_text(encoding="utf-8") == as_page(), "Run `make licences`."


def test_no_licence_binds_the_site():
    found = list(packages())
    assert len(found) > 30
    assert [one for one in found if BINDING.search(one.licence) or one.licence.startswith("not ")] == []


def test_binding_licences_are_known_by_each_of_their_names():
    for name in (
        "GPL-3.0-only",
        "AGPL-3.0",
        "GNU Affero General Public License v3",
        "GNU General Public License v2 (GPLv2)",
    ):
        assert BINDING.search(name), name
    for name in ("LGPL-3.0-only", "GNU Lesser General Public License v3 (LGPLv3)", "MIT", "MPL-2.0", "BSD-3-Clause"):
        assert not BINDING.search(name), name
