"""Load the demo's official figures: real ones, as the Home Office published them."""

from pathlib import Path

from django.core.management import call_command

FILES = Path(__file__).resolve().parent / "content" / "nrm"  # SOURCES.txt in this folder says where the files are from
SOURCE = (
    "Home Office, National Referral Mechanism and Duty to Notify statistics on GOV.UK, from a copy kept by the British "
    "Red Cross"
)
LICENCE = "Crown copyright, Open Government Licence v3.0; the copy: MIT licence, commit cf7a678"


def load_official_figures() -> None:
    """Import the CSV files of official figures, unless that was done before."""
    files = sorted(str(path) for path in FILES.glob("*.csv"))
    call_command("import_nrm", *files, source=SOURCE, licence=LICENCE, verbosity=0)
