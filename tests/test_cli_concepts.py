"""`humocon concepts`, from the words on the command line to what is on the disk."""

import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
import torch
from click.testing import CliRunner, Result
from PIL import Image

from humocon.concepts.names import ConceptName, write_names
from humocon.model_folder import load_concepts, save_concepts
from humocon.motion.read import read_motion
from humocon_cli.main import cli

if TYPE_CHECKING:
    from humocon.video.lift import LiftedVideo


@pytest.fixture
def jump(repository: Path) -> str:
    return str(repository / "examples" / "jump.bvh")


def concepts(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["concepts", *map(str, arguments)])


def test_dump_writes_a_row_for_each_pose_with_the_codes_of_the_model(used_concepts, jump, tmp_path):
    from humocon.motion.features import pose_features
    from humocon.motion.read import read_motion

    result = concepts("dump", jump, "--model", used_concepts, "-o", tmp_path / "codes.jsonl")
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in (tmp_path / "codes.jsonl").read_text().splitlines()]
    model, clip = load_concepts(used_concepts), read_motion(Path(jump))
    with torch.inference_mode():
        codes = model.codes(model.encode(torch.from_numpy(pose_features(clip.joints))[None])[0])
    assert [row["code"] for row in rows] == codes.tolist()
    assert [row["time_s"] for row in rows[:3]] == [0, 0.05, 0.1]
    assert set(rows[0]) == {"file", "time_s", "code", "distance", "confidence"}


def test_dump_goes_on_after_a_bad_file_and_ends_with_one(used_concepts, jump, labelled_set, tmp_path):
    result = concepts("dump", tmp_path / "gone.bvh", jump, labelled_set, "--model", used_concepts)
    assert result.exit_code == 1
    assert result.stderr == f"error: {tmp_path / 'gone.bvh'}: no such file; check the path\n"
    lines = result.stdout.splitlines()
    assert lines[0] == "file,time_s,code,distance,confidence"
    assert lines[1].startswith(f"{jump},0.0,")
    assert lines[-1].startswith(f"{labelled_set / 'toy.npz'}#")
    assert lines.count(lines[0]) == 1


def test_dump_tells_the_poses_of_a_video_in_its_time(used_concepts, jump, monkeypatch):
    from humocon.atlas.dump import dump_codes
    from humocon.atlas.sources import Motion
    from humocon.motion.read import read_motion

    # The person comes into sight at 2.5 s.
    seen = SimpleNamespace(video_time=lambda time: 2.5 + time)
    motion = Motion("clip.mp4", "clip", read_motion(Path(jump)).joints[:4], lifted=cast("LiftedVideo", seen))
    monkeypatch.setattr("humocon.atlas.dump.read_motions", lambda *_: [motion])
    (columns,) = dump_codes([Path("clip.mp4")], used_concepts)
    assert isinstance(columns, dict)
    assert columns["time_s"] == [2.5, 2.55, 2.6, 2.65]


def test_a_split_that_is_nowhere_is_told_and_no_table_written(used_concepts, labelled_set, tmp_path):
    result = concepts("dump", labelled_set, "--split", "tset", "--model", used_concepts, "-o", tmp_path / "codes.csv")
    assert (result.exit_code, result.stderr) == (1, "error: no motion of this split; check --split\n")
    assert list(tmp_path.iterdir()) == []


def test_what_could_not_be_read_is_told_where_a_concept_holds_nowhere(used_concepts, jump, tmp_path):
    (tmp_path / "empty.bvh").touch()
    shutil.copy(jump, tmp_path)
    unused = next(
        code for code in range(12) if concepts("show", code, "--data", jump, "--model", used_concepts).exit_code
    )
    result = concepts("show", unused, "--data", tmp_path, "--model", used_concepts)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "holds nowhere in these 1 motions; 1 could not be read" in result.stderr


def test_weights_that_ran_away_are_told(used_concepts, jump, tmp_path):
    model = load_concepts(used_concepts)
    with torch.no_grad():
        model.codebook.vectors[3] = torch.nan
    save_concepts(model, tmp_path)
    result = concepts("dump", jump, "--model", tmp_path)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert f"{tmp_path}: weights are NaN or infinite" in result.stderr


def test_a_picture_in_the_place_of_a_folder_is_refused_before_anything_is_looked_at(used_concepts, tmp_path):
    (tmp_path / "a.png").mkdir()
    result = concepts("show", 1, "--model", used_concepts, "-o", tmp_path / "a.png")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{tmp_path / 'a.png'}: a folder; name a file" in result.stderr


def test_dump_needs_no_language_model(used_concepts, jump, repository):
    import subprocess
    import sys

    code = (
        f"import sys; sys.path[:0] = [{str(repository)!r}, {str(repository / 'models')!r}]\n"
        "from click.testing import CliRunner\nfrom humocon_cli.main import cli\n"
        f"result = CliRunner().invoke(cli, ['concepts', 'dump', {jump!r}])\n"
        "assert result.exit_code == 0, result.output\nprint('transformers' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("dump", "x.bvh", "-o", "codes.txt"), "codes.txt: name it .parquet, .csv or .jsonl"),
        (("dump", "x.bvh", "--model", "nowhere"), "nowhere: no such model folder"),
        (("show", "12", "--model", "MODEL"), "concept 12: the codebook has 12, from 0 to 11"),
        (("name", "--data", "x.bvh", "-o", "no/names.json", "--model", "MODEL"), "no/names.json: no folder no"),
        (("show", "1", "-o", "a.jpg", "--model", "MODEL"), "a.jpg: name it .png or .gif"),
        (("list", "--model", "MODEL"), "nothing is stored about its concepts; give motions with --data"),
        (("list", "--data", "nowhere", "--model", "MODEL"), "nowhere: no such file"),
        (("report", "nowhere", "-o", "atlas", "--model", "MODEL"), "nowhere: no such file"),
        (("report", "x.bvh", "-o", ".", "--model", "MODEL"), ".: cannot be replaced by an atlas"),
        (("list", "-o", "mine.bvh", "--model", "MODEL"), "mine.bvh: name it .json"),
        (("list", "-o", "no/mine.json", "--model", "MODEL"), "no/mine.json: no folder no; make it first"),
        (("compare", "MODEL", "nowhere"), "nowhere: no such model folder"),
        (("align", "nowhere.npz", "nowhere.npz", "--model", "MODEL"), "nowhere.npz: no such file"),
    ],
)
def test_what_a_user_can_mend_is_one_line(used_concepts, tmp_path, monkeypatch, arguments, complaint):
    monkeypatch.chdir(tmp_path)
    result = concepts(*(str(used_concepts) if word == "MODEL" else word for word in arguments))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert complaint in result.stderr
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_codebook_is_listed_and_its_statistics_ship_beside_the_weights(used_concepts, labelled_set, tmp_path):
    model = tmp_path / "model"
    shutil.copytree(used_concepts, model)
    statistics = model / "concept_statistics.json"
    counted = concepts("list", "--data", labelled_set, "--model", model, "-o", statistics, "--json")
    assert counted.exit_code == 0, counted.output
    facts = json.loads(counted.stdout)
    assert sum(row["usage"] for row in facts["concepts"]) == pytest.approx(1)
    assert sorted(facts["dead"]) == sorted(row["code"] for row in facts["concepts"] if not row["poses"])
    usage = [row["usage"] for row in facts["concepts"]]
    assert usage == sorted(usage, reverse=True)
    shown = concepts("list", "--model", model)
    assert shown.exit_code == 0, shown.output
    assert "counted when the model was made" in " ".join(shown.stdout.split())
    assert f"perplexity {facts['perplexity']:.1f}" in shown.stdout
    statistics.write_text(statistics.read_text().replace('"codebook": "', '"codebook": "0'))
    assert "the statistics of another codebook" in concepts("list", "--model", model).stderr


def test_a_concept_is_shown_by_its_nearest_moments(used_concepts, labelled_set, tmp_path):
    facts = json.loads(concepts("list", "--data", labelled_set, "--model", used_concepts, "--json").stdout)
    best = facts["concepts"][0]
    for name in ("strip.png", "strip.gif"):
        arguments = ("--data", labelled_set, "--model", used_concepts, "--count", 2, "-o", tmp_path / name)
        result = concepts("show", best["code"], *arguments)
        assert result.exit_code == 0, result.output
        assert f"{100 * best['usage']:.2f} % of the poses" in result.stdout
        assert any("\u2800" < letter <= "\u28ff" for letter in result.stdout)
        with Image.open(tmp_path / name) as picture:
            assert np.asarray(picture.convert("L")).std() > 5
            assert getattr(picture, "n_frames", 1) == (25 if name.endswith("gif") else 1)


def test_a_concept_that_never_holds_is_told(used_concepts, jump):
    rows = json.loads(concepts("list", "--data", jump, "--model", used_concepts, "--json").stdout)
    dead = rows["dead"][0]
    result = concepts("show", dead, "--data", jump, "--model", used_concepts)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"concept {dead}: holds nowhere in these 1 motions" in result.stderr


def test_a_checkpoint_survives_itself_and_its_shuffled_codebook_too(used_concepts, labelled_set, tmp_path):
    model = load_concepts(used_concepts)
    order = torch.randperm(12, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        model.codebook.vectors.copy_(model.codebook.vectors[order])
    save_concepts(model, tmp_path)
    result = concepts("compare", used_concepts, tmp_path, "--data", labelled_set, "--json")
    facts = json.loads(result.stdout)
    assert facts["nmi"] == 1
    assert facts["nmi_by_chance"] < 0.9
    assert facts["counts"]["survived"] + facts["counts"]["unused"] == 12
    for concept in facts["concepts"]:
        if concept["fate"] == "survived":
            assert int(order[concept["others"][0]]) == concept["code"]
    shown = concepts("compare", used_concepts, used_concepts, "--data", labelled_set)
    assert "normalised mutual information 1.000" in shown.stdout


def test_codebooks_of_different_sizes_are_compared(used_concepts, tiny_concepts, labelled_set):
    facts = json.loads(concepts("compare", used_concepts, tiny_concepts, "--data", labelled_set, "--json").stdout)
    assert len(facts["concepts"]) == 12
    assert sum(concept["poses"] for concept in facts["concepts"]) == facts["poses"] > 0
    assert {other for concept in facts["concepts"] for other in concept["others"]} <= set(range(8))


def test_a_recording_agrees_with_itself_and_less_with_itself_later(used_concepts, jump):
    same = json.loads(concepts("align", jump, jump, "--model", used_concepts, "--json").stdout)
    assert same["agreement"] == 1
    assert same["agreement_by_chance"] < 1
    later = json.loads(concepts("align", jump, jump, "--model", used_concepts, "--offset", "0.5", "--json").stdout)
    assert later["agreement"] < 1
    first, last = later["rows"][0], later["rows"][-1]
    assert (first["begin_s"], first["second_code"], last["first_code"]) == (0, None, None)
    for before, after in zip(later["rows"], later["rows"][1:], strict=False):
        assert before["end_s"] == pytest.approx(after["begin_s"])
    for offset in ("99", "-99", "1e15", "inf", "nan"):
        apart = concepts("align", jump, jump, "--model", used_concepts, "--offset", offset)
        assert (apart.exit_code, apart.stderr.count("\n")) == (1, 1)
        assert "no moment in common" in apart.stderr
    assert "the same concept in 100 %" in concepts("align", jump, jump, "--model", used_concepts).stdout


def test_a_part_of_a_recording_is_found_in_it_and_told_with_units(used_concepts, jump, tmp_path):
    joints = read_motion(jump).joints
    np.save(tmp_path / "part.npy", joints[15:])
    result = concepts("align", jump, tmp_path / "part.npy", "--model", used_concepts)
    assert result.exit_code == 0, result.output
    assert "the second begins +0.75 s after the first and takes 1.00 times as long" in result.stdout
    np.save(tmp_path / "still.npy", np.repeat(joints[:1], 60, axis=0))
    still = concepts("align", jump, tmp_path / "still.npy", "--model", used_concepts)
    assert "warning: not aligned, as the speeds of the two tell no one place where they fit" in still.stderr
    assert "--offset" in still.stderr


def test_concepts_are_found_by_name(used_concepts, jump, tmp_path):
    model = tmp_path / "model"
    shutil.copytree(used_concepts, model)
    vectors = load_concepts(model).codebook.vectors
    listed = json.loads(concepts("list", "--data", jump, "--model", model, "--json").stdout)["concepts"]
    codes = [row["code"] for row in listed[:3]]
    called = zip(codes, ("jumps high", "jump", "wave left hand"), strict=True)
    names = {code: ConceptName(name, "labels", 0.9, 0.1, 1.0, ()) for code, name in called}
    write_names(names, model / "concept_names.json", vectors)
    one = concepts("show", "wvae", "--data", jump, "--model", model)
    assert one.exit_code == 1
    assert "no concept is called 'wvae'; did you mean 'wave'?" in one.stderr
    one = concepts("show", "left waves", "--data", jump, "--model", model)
    assert one.exit_code == 0, one.output
    assert f"concept {codes[2]}  wave left hand" in one.stdout
    several = concepts("show", "jump", "--model", model)
    assert several.exit_code == 0, several.output
    assert "2 concepts called 'jump'" in several.stdout
    assert "jumps high" in several.stdout


def test_a_video_is_lifted_where_the_model_has_no_video_branch(used_concepts, jump, tmp_path):
    (tmp_path / "clip.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(100))
    result = concepts("align", tmp_path / "clip.mp4", jump, "--model", used_concepts)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "clip.mp4: " in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("dump", "FILM"),
        ("list", "--data", "FILM"),
        ("show", "1", "--data", "FILM"),
        ("name", "--data", "FILM", "-o", "names.json"),
        ("report", "FILM", "-o", "atlas"),
        ("compare", "MODEL", "MODEL", "--data", "FILM"),
        ("align", "FILM", "FILM", "--lift"),
    ],
)
def test_pose_networks_come_from_the_cache_that_the_system_names(used_concepts, tmp_path, monkeypatch, arguments):
    from humocon.video.lifting.weights import SHA256
    from humocon.video.write import write_video

    film = tmp_path / "film.mp4"
    write_video(film, (np.full((32, 32, 3), 9 * level, np.uint8) for level in range(10)), 20.0)
    caches = {"XDG_CACHE_HOME": tmp_path / "cache", "HOME": tmp_path / "home"}
    for variable, folder in caches.items():
        monkeypatch.setenv(variable, str(folder))
        place = folder / (".cache" if variable == "HOME" else "") / "humocon" / "pose"
        place.mkdir(parents=True)
        for name in SHA256:
            (place / name).write_text("no network")
    monkeypatch.chdir(tmp_path)
    named = {"FILM": film, "MODEL": used_concepts}
    model = () if arguments[0] == "compare" else ("--model", used_concepts)
    result = concepts(*(named.get(word, word) for word in arguments), *model)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{tmp_path / 'cache' / 'humocon' / 'pose'}/" in result.stderr
    assert "damaged" in result.stderr
