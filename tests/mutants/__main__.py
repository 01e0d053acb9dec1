"""`make mutants`: change the code in small ways, one at a time, and count how many changes some test notices.

`make mutants MODULE=forum/rules/posts.py` does one file; without MODULE it does all of `modules()`, which takes hours.
mutmut makes the changes in a copy of the source, .data/mutants. For each change it runs only those tests of TESTS that
execute the changed code. It changes functions, but no constants of a module and no fields of a dataclass.
"""

import ast
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator

from mutmut.stats import status_by_exit_code

from tests.databases import APPS, ROOT

COPY = ROOT / ".data" / "mutants"
ALSO = ("templates", "docs", "manage.py", "README.md", "CHANGELOG.md", "Makefile", ".ci")
IDENTIFIERS = "ratsite/lib/identifiers"
CHARTS, DISCLOSURE = "ratsite/lib/charts", "ratsite/lib/disclosure"
# Models with conditions that the querysets of other models use.
ACCESS = ("forum/models/access.py", "ratsite/network/models/circle.py")
# The functions of models that decide who may read a row. Only these are changed.
DECIDERS = (
    *("visible_to", "shown_to", "with_trashed", "tombstones_for", "circles_of", "is_member", "on_board", "in_topic"),
    *("in_post", "waiting_of", "_readable_by", "_in_review", "in_review", "_is_shown", "_shared_with", "locked_to"),
    *("moderated_by", "reviewed_by", "_reads_board", "to_be_revealed_to", "on_pages_of", "written_by", "withdrawn_by"),
    "withdrawn_for",
)
VISIBILITY = "tests/test_visibility.py"
MARKINGS = ("ratsite/network/enums.py", "forum/queries/marking_change.py")
# {beginning of a file's path: its tests}. The first entry that fits counts. The tests run once for each change, so
# a file with many changes has its own tests, which take seconds.
TESTS = {
    "forum/rules": ["tests/forum/rules"],
    "forum/screening": ["tests/forum/test_screening.py"],
    "library/rules": ["tests/library/rules"],
    "library/models": ["tests/library/models/test_visibility.py"],
    "ratsite/network/models/circle": [
        "tests/forum/models/test_visibility.py",
        "tests/library/models/test_visibility.py",
    ],
    "forum/models": ["tests/forum/models/test_visibility.py", "tests/forum/models/test_moderation.py"],
    "forum/queries/marking_change": ["tests/forum/queries/test_marking_change.py"],
    "forum": ["tests/forum"],
    "library": ["tests/library/actions"],
    IDENTIFIERS: ["tests/lib/identifiers/test_kinds.py", "tests/lib/identifiers/test_identifiers.py"],
    CHARTS: [
        "tests/lib/charts/test_axis.py",
        "tests/lib/charts/test_layouts.py",
        "tests/lib/charts/test_figure.py",
    ],
    DISCLOSURE: ["tests/lib/disclosure"],
}
SETTINGS = """
[tool.mutmut]
source_paths = {sources}
only_mutate = ["{module}"]
also_copy = {also}
pytest_add_cli_args = ["-p", "no:randomly", "-n", "0"]
pytest_add_cli_args_test_selection = {tests}
use_git_change_detection = false
"""


def modules() -> Iterator[str]:
    """Return the files that control access, identifiers, hidden counts and charts."""
    for app in APPS:
        for pattern in ("rules.py", "rules/[!_]*.py"):
            yield from (path.relative_to(ROOT).as_posix() for path in sorted((ROOT / app).rglob(pattern)))
        for path in sorted((ROOT / app).rglob("models*/*.py")) + sorted((ROOT / app).rglob("models.py")):
            if "def visible_to" in path.read_text():
                yield path.relative_to(ROOT).as_posix()
    for folder in (IDENTIFIERS, DISCLOSURE, CHARTS):
        yield from (path.relative_to(ROOT).as_posix() for path in sorted((ROOT / folder).glob("*.py")))
    yield from ("forum/screening.py", *ACCESS, *MARKINGS)


def tests_of(module: str) -> list[str]:
    """Return the tests that should notice a change of this file.

    They are those in TESTS, or else VISIBILITY for models, or else the test file that mirrors it. Code without such a
    file is left to the folder with the app's name.
    """
    for beginning, tests in TESTS.items():
        if module.startswith(beginning):
            return [test for test in tests if (ROOT / test).exists()]
    *folders, file = module.removeprefix("ratsite/").split("/")
    mirror = "/".join(["tests", *folders, f"test_{file}"])
    if is_model(module):
        return [VISIBILITY]
    return [mirror if (ROOT / mirror).exists() else f"tests/{folders[0]}"]


def is_model(module: str) -> bool:
    return "/models" in module


def with_plain_properties(source: str) -> str:
    """Return the code with `name = property(name)` in place of each @property: mutmut skips decorated functions."""
    lines = source.splitlines()
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    for node in sorted(functions, key=lambda function: function.lineno, reverse=True):
        if [ast.unparse(decorator) for decorator in node.decorator_list] == ["property"]:
            lines.insert(node.end_lineno or node.lineno, f"{' ' * node.col_offset}{node.name} = property({node.name})")
            del lines[node.decorator_list[0].lineno - 1]
    return "\n".join(lines) + "\n"


def copy_source(module: str) -> None:
    """Copy the source again. mutmut's results are kept only if they are about the same file."""
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir(parents=True)
    ignored = shutil.ignore_patterns("__pycache__")
    for name in (*APPS, "tests", *ALSO, "pyproject.toml"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, COPY / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, COPY / name)
    (COPY / module).write_text(with_plain_properties((COPY / module).read_text()))
    shutil.copytree(ROOT / ".data" / "tests", COPY / "mutants" / ".data" / "tests", dirs_exist_ok=True)
    lists = {"sources": list(APPS), "also": list(ALSO), "tests": tests_of(module)}
    with open(COPY / "pyproject.toml", "a") as file:
        file.write(SETTINGS.format(module=module, **{name: json.dumps(value) for name, value in lists.items()}))
    assert tomllib.loads((COPY / "pyproject.toml").read_text())["tool"]["mutmut"]


def mutate(module: str) -> None:
    """Run mutmut on one file; for models only on DECIDERS. Print the share of noticed changes, and the others."""
    copy_source(module)
    name = module.removesuffix(".py").replace("/", ".")
    only = [f"{name}.*{decider}__mutmut*" for decider in DECIDERS] if is_model(module) else []
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "mutmut"]
    with open(COPY / "run.log", "w") as log:
        children = ["--max-children", "1"]  # because the processes would share one database
        subprocess.run(
            [*command, "run", *children, *only], cwd=COPY, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    report = COPY / "mutants" / f"{module}.meta"
    if not report.exists():
        print(f"{module}: mutmut did not finish; see {COPY / 'run.log'}", flush=True)
        return
    codes = json.loads(report.read_text())["exit_code_by_key"]
    if not codes:
        print(f"{module}: no function to change", flush=True)
        return
    statuses = {mutant: status_by_exit_code[code] for mutant, code in codes.items()}
    checked = {mutant: status for mutant, status in statuses.items() if status != "not checked"}
    if not checked:
        print(f"{module}: the tests fail without any change; see {COPY / 'run.log'}", flush=True)
        return
    killed = sum(status in ("killed", "timeout") for status in checked.values())
    print(f"{module}: {killed} of {len(checked)} killed", flush=True)
    for mutant, status in sorted(checked.items()):
        if status not in ("killed", "timeout"):
            shown = subprocess.run(
                [*command, "show", mutant], cwd=COPY, env=environment, capture_output=True, text=True
            )
            lines = [line for line in shown.stdout.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
            print("\n".join([f"  {status}: {mutant}", *(f"    {line}" for line in lines)]), flush=True)


if __name__ == "__main__":
    # Make the template once, and not in each copy of the source: that would take minutes each time.
    subprocess.run([sys.executable, "-m", "tests.databases"], cwd=ROOT, check=True)
    for one in sys.argv[1:] or modules():
        mutate(one)
