"""The rules of the house: what is where, what it may know, and what is never committed."""

from __future__ import annotations

import ast
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from importlinter.cli import lint_imports

from tests.conftest import LeftTheMachine, stays_here

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "flows", "storage")
LONGEST_MODULE = 400

#: All that a conversation may be made of. The contract forbids what the standard library has of clock and chance.
LIBRARIES_OF_FLOWS = {"flows", "yaml", "pydantic", "pydantic_core", "transitions"}
#: Calls that bring clock or machine in by a module that is otherwise innocent.
IMPURE_CALLS = {"now", "today", "utcnow", "open", "print", "input", "write_text", "write_bytes"}

# Written so that none of them matches itself.
NEVER_COMMITTED = {
    "the host of a package registry": re.compile(
        r"\b(?:pypi|pythonhosted|npmjs|yarnpkg|conda|anaconda|debian|crates)\.(?:org|com|io)\b", re.IGNORECASE
    ),
    "a path of somebody's machine": re.compile(r"(?<![\w.])/(?:work|root|tmp/pv)/"),
    "a task left undone": re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X])\b"),
}

#: name==version ; where --hash=… --hash=…
LOCKED = re.compile(r"[^\s=;]+==[^\s;]+( ; [^#]+?)?( --hash=sha256:[0-9a-f]{64})+")


def test_the_import_contracts_hold(capsys: pytest.CaptureFixture[str]) -> None:
    path = list(sys.path)
    failed = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    sys.path[:] = path
    assert not failed, capsys.readouterr().out


def test_a_conversation_is_made_of_pure_things_alone() -> None:
    strangers = [
        f"{place}: imports {name}"
        for place, tree in modules("flows")
        for name in imported(tree)
        if name not in LIBRARIES_OF_FLOWS and name not in sys.stdlib_module_names
    ]
    assert not strangers, lines(strangers)


def test_a_conversation_asks_nothing_of_clock_or_machine() -> None:
    impure = [
        f"{place}: {what}" for place, tree in modules("flows") for node in ast.walk(tree) if (what := impurity(node))
    ]
    assert not impure, lines(impure)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_is_too_long_to_read(package: str) -> None:
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in sources(package)}
    long = [f"{told(file)}: {length} lines" for file, length in lengths.items() if length > LONGEST_MODULE]
    assert not long, lines(long)


@pytest.mark.parametrize("what", NEVER_COMMITTED)
def test_nothing_is_committed_that_should_stay_out(what: str) -> None:
    found = [
        f"{told(file)}:{number}: {line.strip()[:80]}"
        for file in in_git()
        for number, line in enumerate(text_of(file).splitlines(), start=1)
        if NEVER_COMMITTED[what].search(line)
    ]
    assert not found, f"{what}:\n{lines(found)}"


def test_no_test_waits_by_sleeping() -> None:
    sleeping = [
        f"{place}:{node.lineno}"
        for place, tree in modules("tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "time.sleep"
    ]
    assert not sleeping, lines(sleeping)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-build.txt"])
def test_every_locked_package_has_its_version_and_its_hashes(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    # An option, such as the address of an index, is no such entry either.
    bare = [entry for entry in locked(name) if not LOCKED.fullmatch(entry)]
    assert locked(name)
    assert not bare, lines(bare)
    assert "uv pip compile" in text.splitlines()[1], "say on top how to make the file again"
    assert "://" not in text, "a lock file names no address"


def test_what_tests_use_is_what_runs() -> None:
    runs, tests, builds = (locked(f"requirements{kind}.txt") for kind in ("", "-dev", "-build"))
    assert runs <= tests
    assert builds <= tests


def test_every_dependency_of_the_project_is_locked() -> None:
    project = settings()
    asked = {named(line) for line in project["project"]["dependencies"]}
    asked_by_tests = {named(line) for line in project["dependency-groups"]["dev"] if isinstance(line, str)}
    assert asked <= {named(entry) for entry in locked("requirements.txt")}
    assert asked_by_tests <= {named(entry) for entry in locked("requirements-dev.txt")}


@pytest.mark.parametrize("command", ["-r requirements.txt", "-m pytest"])
def test_the_readme_says_how_to_try_and_how_to_test(command: str) -> None:
    found = [line for line in fenced(ROOT / "README.md") if command in line]
    assert len(found) == 1, f"README.md has {len(found)} fenced lines with {command!r}, and needs one"
    assert found[0].startswith("python3 -m venv .venv && .venv/bin/pip install -q --require-hashes -r requirements")


def test_all_data_of_the_packages_ships_in_the_wheel() -> None:
    patterns = settings()["tool"]["setuptools"]["package-data"]
    ships = {file for package, globs in patterns.items() for glob in globs for file in (ROOT / package).glob(glob)}
    has = {file for package in PACKAGES for file in in_git() if file.is_relative_to(ROOT / package)}
    left = [told(file) for file in has if file.suffix != ".py" and file not in ships]
    assert not left, f"name them in pyproject.toml, package-data:\n{lines(left)}"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_ships_in_the_wheel(package: str) -> None:
    # A folder without __init__.py imports well from a checkout, and is not in the wheel.
    bare = {told(file.parent) for file in sources(package) if not (file.parent / "__init__.py").exists()}
    assert not bare, lines(bare)


def test_the_tests_cannot_leave_this_machine(refused_connections: list[str]) -> None:
    # Set apart for documentation: should the guard be gone, this address leads nowhere.
    nowhere = ("192.0.2.1", 9)
    assert not stays_here(nowhere)
    assert stays_here(("127.0.0.1", 9))
    assert stays_here(("::1", 9, 0, 0))
    assert stays_here("the path of a unix socket")
    with socket.socket() as one, pytest.raises(LeftTheMachine):
        one.connect(nowhere)
    with pytest.raises(LeftTheMachine):
        socket.getaddrinfo("chat.invalid", 443)
    assert refused_connections == ["('192.0.2.1', 9)", "'chat.invalid'"]
    refused_connections.clear()


def impurity(node: ast.AST) -> str | None:
    if isinstance(node, ast.AsyncFunctionDef | ast.Await):
        return f"line {node.lineno} is asynchronous"
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return f"line {node.lineno} calls {name}()" if name in IMPURE_CALLS else None
    return None


def imported(tree: ast.Module) -> Iterator[str]:
    """The top names of what is imported from elsewhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def modules(folder: str) -> Iterator[tuple[str, ast.Module]]:
    for file in sources(folder):
        yield told(file), ast.parse(file.read_text(encoding="utf-8"))


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@cache
def in_git() -> list[Path]:
    """The files that are committed, or would be by the next commit of everything."""
    git = shutil.which("git")
    if not git or not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    listing = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    files = (ROOT / name for name in listing.stdout.decode().split("\0") if name)
    return sorted({file for file in files if file.is_file()})


def text_of(file: Path) -> str:
    """The text, or nothing where it is a picture."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def locked(name: str) -> set[str]:
    """The entries of a lock file, each on one line."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {" ".join(line.split()) for line in text.replace("\\\n", " ").splitlines() if line.strip()}


def named(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", found.group()).lower() if found else requirement


def fenced(file: Path) -> Iterator[str]:
    """The lines between fences: what a reader copies."""
    inside = False
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.lstrip().startswith("```"):
            inside = not inside
        elif inside:
            yield line.strip()


@cache
def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def told(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def lines(found: list[str] | set[str]) -> str:
    return "\n".join(sorted(found))
