"""Starting the site: every fault is explained in one plain sentence."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COMPLETE = {
    "SECRET_KEY": "s" * 50,
    "ALLOWED_HOSTS": "network.example",
    "SITE_URL": "https://network.example",
    "DATABASE_URL": "postgres://a@localhost/b",
}


def launch(*arguments: str, prelude: str = "", **environment: str) -> subprocess.CompletedProcess:
    """Run the launcher as `make run` does. prelude: Python code that simulates a computer which lacks something."""
    code = f"import sys; sys.argv = ['launch.py', *{list(arguments)!r}]; sys.path.insert(0, {str(ROOT)!r})\n{prelude}\n"
    code += "from ratsite import launch; sys.exit(launch.main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, timeout=60
    )


def sentence(done: subprocess.CompletedProcess) -> str:
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 1
    assert len(lines) == 1, done.stderr
    return lines[0]


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def test_a_taken_port_is_reported_in_plain_words(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        words = sentence(launch("run", PORT=port, DATA_DIR=str(tmp_path)))
    assert words == (
        f"The site cannot start: port {port} is taken by another program; "
        "try `PORT=8123 make run`, or stop the other one."
    )


@pytest.mark.parametrize("port", ["x", "0", "70000", "-1"])
def test_an_invalid_port_is_reported_in_plain_words(tmp_path, port):
    assert "give a number between 1 and 65535" in sentence(launch("run", PORT=port, DATA_DIR=str(tmp_path)))


def test_a_folder_that_cannot_be_written_is_reported_in_plain_words(tmp_path):
    (tmp_path / "file").write_text("in the way")
    words = sentence(launch("run", PORT=free_port(), DATA_DIR=str(tmp_path / "file" / "data")))
    assert "cannot be written" in words
    assert "give another one as DATA_DIR" in words


def test_an_old_python_is_reported_in_plain_words():
    words = sentence(launch("run", prelude="sys.version_info = (3, 9, 1)"))
    assert words == (
        "The site cannot start: Python 3.11 or newer is needed, and this is 3.9; try `make run PYTHON=python3.11`."
    )


def test_a_missing_venv_module_is_reported_in_plain_words(tmp_path):
    prelude = (
        "import ratsite.launch as l; l.PYTHON = l.Path("
        + repr(str(tmp_path / "venv/bin/python"))
        + ")\nsys.modules['ensurepip'] = None"
    )
    words = sentence(launch("run", prelude=prelude, PORT=free_port(), DATA_DIR=str(tmp_path / "data")))
    assert "Python's venv module is missing" in words


@pytest.mark.parametrize("word", ["--help", "-h", "help"])
def test_help_prints_the_verbs_of_the_site_and_where_django_s_commands_are(monkeypatch, capsys, word):
    from ratsite import __main__ as command_line

    monkeypatch.setattr(command_line, "find_spec", lambda name: None)  # it needs no installed packages
    assert command_line.main([word]) == 0
    said = capsys.readouterr().out
    assert [verb for verb in command_line.VERBS if f"\n  {verb} " not in said] == []
    assert said.endswith("`python3 manage.py help` lists every command, also Django's.\n")
    assert "createsuperuser" not in said


@pytest.mark.parametrize(
    ("program", "arguments", "words"),
    [
        ("ratsite", ["help", "upgrade"], "Go to the next release, or stay with this one."),
        ("ratsite", ["help", "doctor"], "usage: ratsite doctor"),
        ("manage.py", ["help"], "createsuperuser"),
    ],
)
def test_help_explains_one_verb_and_lists_django_s_commands(program, arguments, words):
    """In processes of their own, because each sets Django up, with its log."""
    begin = ["-m", program] if program == "ratsite" else [program]
    run = subprocess.run([sys.executable, *begin, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert words in run.stdout


@pytest.mark.parametrize("module", ["launch.py", "__main__.py"])
def test_the_launcher_reads_under_an_older_python(module):
    """An older Python must be able to parse it, or it could not print its message."""
    import ast

    ast.parse((ROOT / "ratsite" / module).read_text(), feature_version=(3, 6))


@pytest.fixture
def environment_of_another_python(tmp_path, monkeypatch):
    """A .venv whose Python says that it is 3.12.1, and logs its other calls to a file."""
    from ratsite import launch

    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\n[ "$1" = -V ] && echo Python 3.12.1 || echo "$@" >> {tmp_path / "calls"}\n')
    python.chmod(0o755)
    (tmp_path / "requirements.txt").write_text("first")
    monkeypatch.setattr(launch, "ROOT", tmp_path)
    monkeypatch.setattr(launch, "PYTHON", python)
    return tmp_path


def test_an_environment_of_another_python_is_installed_once_for_each_lock_file(environment_of_another_python):
    from ratsite import launch

    calls = environment_of_another_python / "calls"
    launch.install("requirements.txt")
    launch.install("requirements.txt")
    assert len(calls.read_text().splitlines()) == 1
    assert "-m pip install" in calls.read_text()
    (environment_of_another_python / "requirements.txt").write_text("second")
    launch.install("requirements.txt")
    assert len(calls.read_text().splitlines()) == 2


def test_a_new_python_in_the_environment_is_installed_anew(environment_of_another_python):
    from ratsite import launch

    launch.install("requirements.txt")
    python = launch.PYTHON.read_text()
    launch.PYTHON.write_text(python.replace("3.12.1", "3.13.0"))
    launch.install("requirements.txt")
    assert len((environment_of_another_python / "calls").read_text().splitlines()) == 2


def pins(lock: str) -> dict[str, str]:
    """Return {package: version}, with its condition if it has one."""
    lines = (ROOT / lock).read_text().splitlines()
    return dict(line.rstrip("\\ ").split("==", 1) for line in lines if "==" in line and line[0].isalpha())


def test_only_the_demo_installs_what_only_the_demo_needs():
    production, demo = pins("requirements.txt"), pins("ratsite/demo/requirements.txt")
    assert demo.keys() - production.keys() == {"python-docx", "reportlab"}


def test_the_three_lock_files_agree():
    production, demo = pins("requirements.txt").items(), pins("ratsite/demo/requirements.txt").items()
    assert production < demo < pins("tests/requirements.txt").items()


def test_a_site_without_a_demo_needs_none_of_its_packages(tmp_path):
    """Imports all that production imports, while the demo's packages cannot be imported."""
    code = "import sys; sys.modules.update(dict.fromkeys(['docx', 'reportlab']))\n"
    code += "import django; django.setup(); from django.core.management import call_command; call_command('check')\n"
    code += "from django.urls import get_resolver; get_resolver().url_patterns"
    done = start_production(code, DATA_DIR=str(tmp_path), **COMPLETE)
    assert done.returncode == 0, done.stderr


def test_the_demo_without_its_packages_says_what_to_install(monkeypatch):
    from django.core.management import CommandError, call_command

    import ratsite.demo

    monkeypatch.setitem(sys.modules, "reportlab.platypus", None)
    for name in [name for name in sys.modules if name.startswith("ratsite.demo.")]:
        monkeypatch.delitem(sys.modules, name)
        monkeypatch.delattr(ratsite.demo, name.split(".")[2], raising=False)
    with pytest.raises(CommandError, match="ratsite/demo/requirements.txt"):
        call_command("seed_demo")


def start_production(code: str = "import django; django.setup()", **environment: str) -> subprocess.CompletedProcess:
    inherited = {name: value for name, value in os.environ.items() if name not in {*COMPLETE, "EMBEDDED", "DATA_DIR"}}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**inherited, "DJANGO_SETTINGS_MODULE": "ratsite.settings.production", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is missing or shorter than 40 characters"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS names no host"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS names no host"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
        ({"DATABASE_URL": "mysql://a@localhost/b"}, "DATABASE_URL points at neither PostgreSQL nor SQLite"),
        ({"SITE_URL": "http://network.example"}, "SITE_URL is not an https address"),
    ],
)
def test_production_refuses_to_start_half_configured(tmp_path, changes, words):
    done = start_production(DATA_DIR=str(tmp_path), **{**COMPLETE, **changes})
    assert done.returncode != 0
    assert words in done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("database", ["postgres://a@localhost/b", "sqlite:////{folder}/db.sqlite3"])
def test_production_starts_when_it_has_all_it_needs(tmp_path, database):
    done = start_production(**{**COMPLETE, "DATA_DIR": str(tmp_path), "DATABASE_URL": database.format(folder=tmp_path)})
    assert (done.returncode, done.stderr) == (0, "")


SEND = """
import django
django.setup()
from django.core.mail import send_mail
print(send_mail("A code", "123", None, ["ann@agency.example"]))
"""


def test_a_site_without_an_email_server_saves_each_email_as_a_file(tmp_path):
    files = {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}  # as `setup --email none` writes
    done = start_production(SEND, **{**COMPLETE, **files, "DATA_DIR": str(tmp_path)})
    assert done.stdout == "1\n", done.stderr
    (saved,) = (tmp_path / "mail").iterdir()
    assert "ann@agency.example" in saved.read_text()


ASK = """
from wsgiref.util import setup_testing_defaults
from ratsite import wsgi

environ = {"HTTP_HOST": "network.example"}
setup_testing_defaults(environ)
wsgi.application(environ, lambda status, *others: print(status))
"""


def test_the_server_answers(tmp_path):
    done = start_production(ASK, DATA_DIR=str(tmp_path), **COMPLETE)
    assert done.stdout.splitlines() == ["301 Moved Permanently"]  # to https


ASK_TWICE = """
from django.db.backends.signals import connection_created
from wsgiref.util import setup_testing_defaults
from ratsite import wsgi

opened = []
connection_created.connect(lambda **_: opened.append(1), weak=False)
for _ in range(2):
    environ = {"HTTP_HOST": "network.example", "PATH_INFO": "/healthz"}
    setup_testing_defaults(environ)
    wsgi.application(environ, lambda status, *others: print(status)).close()
print(len(opened))
"""


def test_sqlite_keeps_its_connection_from_one_request_to_the_next(tmp_path):
    embedded = {**COMPLETE, "EMBEDDED": "1", "DATABASE_URL": "", "DATA_DIR": str(tmp_path)}
    assert start_production(ASK_TWICE, **embedded).stdout.splitlines()[2:] == ["1"]


def test_the_demo_refuses_a_real_site(settings):
    from django.core.management import CommandError, call_command

    settings.DEMO_ALLOWED = False
    with pytest.raises(CommandError, match="This is a real site"):
        call_command("seed_demo")
    with pytest.raises(CommandError, match="no demo"):
        call_command("demo_code", "editor")


def test_compiled_files_do_not_make_the_next_start_prepare_again(tmp_path, monkeypatch):
    from ratsite import launch

    package = tmp_path / "ratsite"
    package.mkdir()
    (package / "a.py").write_text("x = 1")
    monkeypatch.setattr(launch, "ROOT", tmp_path)
    before = launch._digest_of_sources()
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "a.pyc").write_bytes(b"x")
    assert launch._digest_of_sources() == before
    (package / "b.py").write_text("y = 2")
    assert launch._digest_of_sources() != before


@pytest.mark.parametrize(
    ("environment", "settings_module"),
    [
        (COMPLETE, "ratsite.settings.production False"),
        ({}, "ratsite.settings.production True"),
        ({"DJANGO_SETTINGS_MODULE": "ratsite.settings.dev"}, "ratsite.settings.dev False"),
    ],
)
def test_manage_py_runs_the_settings_that_the_environment_means(tmp_path, environment, settings_module):
    """It prints whether it uses the embedded settings of `make run`."""
    mine = {*COMPLETE, "EMBEDDED", "DJANGO_SETTINGS_MODULE"}
    inherited = {name: value for name, value in os.environ.items() if name not in mine}
    code = "from django.conf import settings; print(settings.SETTINGS_MODULE, settings.EMBEDDED)"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        cwd=ROOT,
        env={**inherited, "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.strip() == settings_module, done.stderr
