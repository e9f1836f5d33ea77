"""``beurtelings flows``: the list, the check, a played conversation, the schema and the drawing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bot.cli import main
from bot.shelf import library_folder
from tests.cli.conftest import Run, one_sentence
from tests.kill.hatchery import FLOWS


def test_the_list_tells_what_there_is(run: Run) -> None:
    listed = json.loads(run("flows", "--json").stdout)
    intervisie = next(flow for flow in listed if flow["id"] == "intervisie")
    assert set(intervisie) >= {"id", "title", "people", "minutes", "languages", "kinds"}
    assert intervisie["people"] == {"min": 3, "ideal": 6, "max": 8}
    assert intervisie["languages"] == ["nl", "en"]
    assert "ask" in intervisie["kinds"]
    assert "Intervisie" in run("flows").stdout


def test_the_flows_that_ship_are_sound(run: Run) -> None:
    checked = run("flows", "check")
    assert (checked.returncode, checked.stderr) == (0, "")


def _broken(folder: Path) -> Path:
    shutil.copytree(FLOWS / "rondje", folder / "rondje")
    flow = (folder / "rondje" / "flow.yaml").read_text(encoding="utf-8")
    broken = folder / "kapot" / "flow.yaml"
    broken.parent.mkdir()
    wrong = flow.replace("flow: rondje", "flow: kapot").replace("kind: consent", "kind: concent")
    broken.write_text(wrong.replace("to: inbrenger", "to: inbrengster"), encoding="utf-8")
    return folder


def test_every_mistake_is_told_at_once_with_its_place(run: Run, tmp_path: Path) -> None:
    folder = _broken(tmp_path / "mine")
    checked = run("flows", "check", str(folder))
    assert checked.returncode == 2
    assert "kapot/flow.yaml" in checked.stderr
    assert "concent" in checked.stderr
    assert "1 flows are sound" in checked.stderr
    assert "Traceback" not in checked.stderr


def test_a_file_that_cannot_be_read_is_a_mistake_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine" / "raar").mkdir(parents=True)
    (tmp_path / "mine" / "raar" / "flow.yaml").write_bytes(b"\xff\xfe\x00flow")
    checked = run("flows", "check", str(tmp_path / "mine"))
    assert checked.returncode == 2
    assert "UTF-8" in checked.stderr


def test_nothing_to_check_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    one_sentence(run("flows", "check", str(tmp_path / "empty")), 2, "There is no flow here")
    one_sentence(run("flows", "check", str(tmp_path / "nowhere")), 2, "is no folder")


PLAY = ("flows", "play", "intervisie", "--people", "6", "--pace", "chat", "--seed", "7", "--json")


def test_the_same_seed_gives_the_same_conversation(run: Run) -> None:
    first, second = run(*PLAY), run(*PLAY)
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    played = json.loads(first.stdout)
    assert (played["ended"], len(played["people"])) == ("done", 6)
    other = json.loads(run(*PLAY[:-2], "8", "--json").stdout)
    assert other["moves"] != played["moves"]


def test_what_cannot_be_played_is_said_in_a_sentence(run: Run) -> None:
    one_sentence(run("flows", "play", "intervise"), 2, 'There is no flow "intervise"')
    one_sentence(run("flows", "play", "intervisie", "--people", "60"), 2, "3 to 8 people")
    wrong = run("flows", "play", "intervisie", "--pace", "quick")
    assert wrong.returncode == 2
    assert "quick" in wrong.stderr


def test_the_schema_is_json_and_the_drawing_is_the_machine(run: Run) -> None:
    assert "properties" in json.loads(run("flows", "schema").stdout)
    drawn = run("flows", "draw", "intervisie").stdout
    assert drawn.startswith("stateDiagram-v2")
    assert "[*] --> afspraken" in drawn
    one_sentence(run("flows", "draw", "nope"), 2, "There is no flow")


@pytest.mark.parametrize("level", [(), ("flows",), ("flows", "play"), ("flows", "check"), ("db",), ("try",)])
def test_help_names_everything_it_takes(level: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*level, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("usage: beurtelings")
    assert library_folder().is_dir()
