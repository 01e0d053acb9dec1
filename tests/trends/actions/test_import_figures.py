"""`manage.py import_nrm` imports published figures with their date, changed ones as revisions; all files or none."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from ratsite.demo.official import FILES, load_official_figures
from ratsite.trends.enums import DateBasis
from ratsite.trends.models import OfficialFigure, OfficialRelease

pytestmark = pytest.mark.django_db
DUTY = "Year,Quarter,Total\n2023,Total,{}\n2023,Q1,5\n2023,Q2,{}\n"


@pytest.fixture
def bring(tmp_path):
    """Return a function that writes a table of duty to notify reports and imports it."""

    def run(year: int, second: int, published: str = "2024-03-07", name: str = "duty.csv") -> str:
        path = tmp_path / name
        path.write_text(DUTY.format(year, second))
        out = StringIO()
        call_command("import_nrm", str(path), published=published, stdout=out)
        return out.getvalue()

    return run


def latest(quarter: int) -> int:
    return OfficialFigure.objects.latest().get(quarter=quarter).value


def history(quarter: int) -> list[tuple[str, int, bool, int | None]]:
    rows = OfficialFigure.objects.filter(quarter=quarter).order_by("release__published_on")
    return [
        (str(row.release.published_on), row.value, row.is_latest, row.revises.value if row.revises else None)
        for row in rows
    ]


def test_an_empty_site_says_so(member, sign_in):
    page = sign_in(member).get(reverse("trends:official"))
    assert "There are no official figures yet." in page.content.decode()


def test_the_files_of_the_demo_come_in_once_with_source_licence_and_date():
    load_official_figures()
    load_official_figures()
    assert OfficialRelease.objects.count() == 5
    assert OfficialFigure.objects.count() == 885 + 500 + 500 + 42 + 248
    release = OfficialRelease.objects.get(series="forces")
    assert (str(release.published_on), release.date_basis) == ("2025-02-27", DateBasis.COPIED)
    assert "Home Office" in release.source
    assert "Open Government Licence v3.0" in release.licence


def test_a_changed_figure_is_a_revision_and_nothing_is_overwritten(bring):
    assert "3 figures, 0 of them revised" in bring(10, 5)
    assert "3 figures, 2 of them revised" in bring(11, 6, "2024-06-06")
    assert history(2) == [("2024-03-07", 5, False, None), ("2024-06-06", 6, True, 5)]
    assert history(1) == [("2024-03-07", 5, False, None), ("2024-06-06", 5, True, None)]


def test_an_older_release_that_comes_in_later_is_history(bring):
    bring(10, 5, "2023-11-02")
    bring(12, 7, "2024-06-06")
    bring(11, 6, "2024-03-07")
    assert history(2) == [("2023-11-02", 5, False, None), ("2024-03-07", 6, False, 5), ("2024-06-06", 7, True, 6)]


FORCES = "fr,ex,age,gen,n,q\n" + "".join(
    f"West Mercia Police,{{}},Child (17 or under),{gender},{number},2023_q4\n"
    for gender, number in (("Female", 1), ("Male", 6))
)


def test_a_figure_that_a_newer_release_leaves_out_no_longer_counts(tmp_path):
    """The table of forces has no row for zero, so a group that moves to another form leaves an old row."""
    releases = [(("Labour", "Labour"), "2024-03-07"), (("Sexual", "Labour"), "2024-06-06")]
    for order in (releases, reversed(releases)):
        OfficialFigure.objects.all().delete()
        OfficialRelease.objects.all().delete()
        for forms, published in order:
            (tmp_path / "forces.csv").write_text(FORCES.format(*forms))
            call_command("import_nrm", str(tmp_path / "forces.csv"), published=published, stdout=StringIO())
        rows = OfficialFigure.objects.latest().values_list("form", "sex", "value").order_by("form")
        assert list(rows) == [("Labour", "Male", 6), ("Sexual", "Female", 1)]
        assert OfficialFigure.objects.count() == 4


def test_a_release_about_other_quarters_leaves_the_earlier_ones(tmp_path):
    for quarter, published in (("2023_q4", "2024-03-07"), ("2024_q1", "2024-06-06")):
        (tmp_path / "forces.csv").write_text(FORCES.format("Labour", "Labour").replace("2023_q4", quarter))
        call_command("import_nrm", str(tmp_path / "forces.csv"), published=published, stdout=StringIO())
    assert OfficialFigure.objects.latest().count() == 4


def test_the_same_file_again_does_nothing(bring):
    bring(10, 5)
    assert "1 of 1 files were brought in before." in bring(10, 5)
    assert OfficialFigure.objects.count() == 3


def test_other_figures_of_the_same_day_are_refused(bring):
    bring(10, 5)
    with pytest.raises(CommandError, match="duty.csv, line 1: There are already other figures"):
        bring(11, 6)
    assert latest(2) == 5


def test_a_faulty_file_names_its_errors_and_imports_nothing(tmp_path):
    shutil.copy(FILES / "nrm_reasonable_grounds.csv", tmp_path / "good.csv")
    (tmp_path / "bad.csv").write_text(DUTY.format(99, 5))
    with pytest.raises(CommandError) as caught:
        call_command("import_nrm", *(str(tmp_path / name) for name in ("good.csv", "bad.csv")), published="2024-03-07")
    assert str(caught.value) == (
        "bad.csv, line 2, column Total: This total is not the sum of its parts. Compare them with the "
        "published table.\nNothing was brought in."
    )
    assert not OfficialRelease.objects.exists()


def test_the_day_of_publication_is_asked_for(tmp_path):
    path = shutil.copy(FILES / "nrm_duty_to_notify_longitudinal.csv", tmp_path)
    for options, words in [({}, "say when it was published"), ({"published": "soon"}, "soon is no date")]:
        with pytest.raises(CommandError, match=words):
            call_command("import_nrm", str(path), **options)
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_nrm", str(Path(tmp_path) / "gone.csv"), published="2024-03-07")


def test_the_database_refuses_two_latest_figures_of_one_kind(bring):
    bring(10, 5)
    row = OfficialFigure.objects.get(quarter=2)
    other = OfficialRelease.objects.create(series="duty", published_on="2025-01-01", sha256="0")
    row.pk, row.release, row._state.adding = None, other, True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_members_see_official_figures_and_strangers_do_not(bring, member):
    bring(10, 5)
    assert OfficialFigure.objects.visible_to(member).count() == 3
    assert not OfficialFigure.objects.visible_to(AnonymousUser()).exists()
