"""The pages of an atlas: what is in them, and that nothing in them can harm."""

import base64
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from humocon.atlas.pages import read_answers, write_atlas
from humocon_cli.main import cli
from tests.atlas.unpacking import unpack_motion

WARNINGS = ["the person was hard to follow: take the answer with care"]
EVIDENCE = ["both feet off the floor <b>", "but the model gives these words a probability of 0.31 only"]
DOUBT = {"evidence": EVIDENCE, "warnings": WARNINGS}
EVIL = "<script>alert(1)</script>&\"'.bvh"


class Page(HTMLParser):
    """Every tag with its attributes, and all text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def atlas(used_concepts, labelled_set, repository, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    evil = folder / EVIL.replace("/", "∕")
    evil.write_bytes((repository / "examples" / "jump.bvh").read_bytes())
    (folder / "answers.jsonl").write_text(
        json.dumps({"file": str(evil), "question": "<i>What</i>?", "answer": "They jump."} | DOUBT) + "\n"
    )
    facts = write_atlas(
        [labelled_set, evil, folder / "gone.bvh"],
        folder / "atlas",
        model=used_concepts,
        answers=[folder / "answers.jsonl"],
    )
    assert [failure.file for failure in facts.failures] == [str(folder / "gone.bvh")]
    assert facts.clips == 21
    return folder / "atlas"


def test_there_is_a_page_for_every_concept_and_every_clip(atlas):
    assert len(list((atlas / "concepts").glob("*.html"))) == 12
    assert len(list((atlas / "clips").glob("*.html"))) == 21
    assert len(Page(atlas / "index.html").all("li")) == 12


def test_every_link_leads_to_a_file_of_the_atlas(atlas):
    pages = list(atlas.rglob("*.html"))
    for path in pages:
        page = Page(path)
        for tag, key in (("a", "href"), ("a", "xlink:href"), ("script", "src"), ("link", "href")):
            for attributes in page.all(tag):
                target = (attributes.get(key) or "").partition("#")[0]
                if target and not target.startswith("data:"):
                    assert (path.parent / target).is_file(), f"{path.name}: {target}"


def test_clips_of_one_name_are_told_apart_by_their_files(used_concepts, repository, tmp_path):
    files = [repository / "examples" / "jump.bvh", tmp_path / "jump.bvh", repository / "examples" / "bow.bvh"]
    files[1].write_bytes(files[0].read_bytes())
    write_atlas(files, tmp_path / "atlas", model=used_concepts)
    words = Page(tmp_path / "atlas" / "clips.html").text
    assert [words.count(str(file)) for file in files] == [1, 1, 0]


def test_nothing_is_fetched_and_nothing_leads_outside(atlas):
    for path in [*atlas.rglob("*.html"), *atlas.rglob("*.js"), *atlas.rglob("*.css")]:
        text = re.sub(r'xmlns(:xlink)?="[^"]*"', "", path.read_text(encoding="utf-8"))
        assert not re.search(r"https?:|fetch\(|XMLHttpRequest|@import|url\((?!#)|import\(", text), path.name


def test_a_file_named_like_a_script_stays_text(atlas):
    (path,) = (path for path in (atlas / "clips").glob("*.html") if "alert" in path.name)
    page = Page(path)
    assert all("src" in attributes for attributes in page.all("script"))
    assert "<script>alert(1)" in page.text
    assert "<i>What</i>?" in page.text
    assert not page.all("i") or all(attributes.get("class") == "playhead" for attributes in page.all("i"))
    assert "They jump." in page.text
    assert all(line in page.text for line in EVIDENCE + WARNINGS)


def test_every_picture_has_a_text(atlas):
    for path in atlas.rglob("*.html"):
        for tag, attributes in Page(path).tags:
            if tag in ("canvas", "svg"):
                assert attributes["role"] == "img"
                assert len(attributes["aria-label"] or "") > 10


def test_the_motions_are_those_of_the_clips(atlas):
    script = next(iter(sorted((atlas / "data" / "clips").glob("*.js")))).read_text()
    packed = json.loads(script[script.index("{") : script.index("}") + 1])
    assert unpack_motion(packed).shape == (50, 22, 3)
    assert len(base64.b64decode(packed["data"])) == 252 + 50 * 69
    assert "atlas.duration = 2.500;" in script


def test_an_atlas_is_replaced_and_anything_else_left_alone(atlas, used_concepts, labelled_set, tmp_path):
    target = tmp_path / "out"
    arguments = ["concepts", "report", str(labelled_set), "--split", "val", "--model", str(used_concepts), "-o"]
    for _ in range(2):
        result = CliRunner().invoke(cli, [*arguments, str(target)])
        assert result.exit_code == 0, result.output
        assert "5 clips" in result.output
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("precious")
    result = CliRunner().invoke(cli, [*arguments, str(tmp_path / "mine")])
    assert result.exit_code == 1
    assert "holds something that is not an atlas" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "out"]


def test_a_report_that_fails_leaves_the_older_atlas(atlas, used_concepts):
    before = sorted(path.name for path in atlas.parent.iterdir())
    result = CliRunner().invoke(
        cli, ["concepts", "report", str(atlas / "gone.bvh"), "--model", str(used_concepts), "-o", str(atlas)]
    )
    assert result.exit_code == 1
    assert (atlas / "index.html").is_file()
    assert sorted(path.name for path in atlas.parent.iterdir()) == before


def test_what_speaks_for_an_answer_and_what_against_is_kept(tmp_path):
    line = {"file": "a.bvh", "question": "Why?", "answer": "So."}
    (tmp_path / "a.jsonl").write_text(f"{json.dumps(line | DOUBT)}\n{json.dumps(line)}\n")
    assert read_answers(tmp_path / "a.jsonl") == [line | DOUBT, line | {"evidence": [], "warnings": []}]


def test_a_clip_shows_a_dozen_concepts_and_the_others_when_asked(atlas):
    for path in (atlas / "clips").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        before, more, after = text.partition("<details>")
        assert before.partition('id="spans"')[2].count("<li>") <= 12
        assert bool(more) == (after.count("<li>") > 0)


def test_damaged_answers_are_told(tmp_path):
    from humocon.errors import DataError

    (tmp_path / "a.jsonl").write_text('{"file": "a"}\n')
    with pytest.raises(DataError, match="line 1: has no 'question'"):
        read_answers(tmp_path / "a.jsonl")
    with pytest.raises(DataError, match="cannot be read"):
        read_answers(tmp_path / "b.jsonl")


def test_a_clip_of_a_video_has_its_pictures_pose_by_pose(coded, tmp_path):
    from dataclasses import replace
    from types import SimpleNamespace

    from humocon.atlas.pages import Pages
    from humocon.video.lifting.joining import Stretch
    from humocon.video.read import iterate_frames
    from humocon.video.write import write_video

    # 10 pictures a second, each 20 brighter; the poses are those of 0.5 s on.
    film = tmp_path / "film.mp4"
    write_video(film, (np.full((32, 32, 3), 20 * number, np.uint8) for number in range(12)), 10.0)
    motion = coded([0] * 8)
    seen = SimpleNamespace(stretches=(Stretch(0.0, 0.4, 0.5, 0.4),), video_time=lambda time: 0.5 + time)
    pages = Pages(tmp_path / "atlas")
    pages.add_clip(replace(motion, motion=replace(motion.motion, file=str(film), lifted=seen)))
    (clip,) = pages.clips
    levels = [picture.mean() for _, picture in iterate_frames(tmp_path / "atlas" / clip.footage)]
    assert levels == pytest.approx([100, 100, 120, 120, 140, 140, 160, 160], abs=4)
