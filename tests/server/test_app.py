"""Every route of the page, and every refusal."""

import json
import threading

import pytest
from starlette.testclient import TestClient

from humocon.atlas.packing import UNIT_M
from humocon.server.app import build_app
from humocon.server.options import ServerOptions
from humocon.video.read import probe
from tests.fuzz.files import SPLIT
from tests.fuzz.seeds import seeds

WHEN = "When does the person jump, and how high?"


def refusal(response, status):
    assert response.status_code == status, response.text
    return response.json()["error"]["message"]


@pytest.fixture
def busy(caller):
    """Keeps the model busy until the test ends."""
    begun, opened = threading.Event(), threading.Event()
    caller.clips.worker.submit(lambda: (begun.set(), opened.wait(10)))
    assert begun.wait(10)
    yield
    opened.set()


def test_the_page_is_whole_without_a_network_and_without_inline_code(caller):
    page = caller.get("/").text
    parts = ["/assets/atlas.css", "/assets/serve.css", "/assets/skeleton.js", "/assets/player.js", "/assets/serve.js"]
    for part in parts:
        assert f'"{part}"' in page
        assert caller.get(part).status_code == 200
    texts = [page, *(caller.get(part).text for part in parts)]
    assert not [text for text in texts if "http://" in text or "https://" in text]
    assert page.count("<script") == page.count("<script defer src=")
    assert "style=" not in page
    assert " on" not in page.replace(" on ", " ").replace(" only", "")


@pytest.mark.parametrize(
    "path", ["/assets/app.py", "/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/index.html", "/x"]
)
def test_nothing_else_is_served(caller, path):
    assert "not found" in refusal(caller.get(path), 404)


def test_an_amc_file_is_read_with_the_skeleton_that_comes_before_it(caller):
    skeleton, motion = seeds("amc")[0].split(SPLIT)
    params = {"name": "01_01.amc", "skeleton": str(len(skeleton))}
    response = caller.post("/api/clips", params=params, content=skeleton + motion)
    assert response.status_code == 201, response.text
    told = caller.wait(response.json()["id"])
    assert (told["state"], told["error"]) == ("ready", "")
    for size in ("", "0", "²", "9" * 5000, str(len(motion))):
        refused = caller.post("/api/clips", params=params | {"skeleton": size}, content=motion)
        assert "01_01.amc: give it together with its skeleton" in refusal(refused, 422)


def test_a_motion_is_read_shown_and_asked_about(caller, jump):
    told = caller.upload(jump, "My jump.bvh")
    assert (told["state"], told["name"], told["has_video"]) == ("ready", "My jump.bvh", False)
    assert told["stretches"] == [{"begin_s": 1.45, "end_s": 1.9, "words": "jumps"}]
    place = f"/api/clips/{told['id']}"
    motion = caller.get(f"{place}/motion").json()
    assert motion["frames"] == pytest.approx(20 * told["duration_s"], abs=1)
    assert motion["rootUnit"] >= UNIT_M
    assert motion["parts"] == [{"begin_s": 0.0, "clip_s": 0.0, "seconds": pytest.approx(told["duration_s"], abs=0.06)}]
    spans = caller.get(f"{place}/concepts").json()
    assert spans[0]["begin_s"] == 0
    assert spans[-1]["end_s"] == pytest.approx(told["duration_s"], abs=0.06)
    turn = caller.ask(told["id"], WHEN)
    (line,) = turn["evidence"]
    assert {"text": "1.4 to 1.9 s", "begin_s": 1.4, "end_s": 1.9} in line["pieces"]
    assert not line["against"]
    assert caller.get(place).json()["turns"] == [{key: turn[key] for key in turn if key != "line"}]


def test_a_conversation_remembers_and_is_exported(caller, jump):
    key = caller.upload(jump, "Sprung ü.bvh")["id"]
    caller.ask(key, "Does the person jump?")
    again = caller.ask(key, "And when?")
    assert "1.4 to 1.9 s" in again["line"]["answer"]
    response = caller.get(f"/api/clips/{key}/conversation.txt")
    assert "attachment" in response.headers["content-disposition"]
    assert "Sprung%20%C3%BC-conversation.txt" in response.headers["content-disposition"]
    assert "Q Does the person jump?\nA Yes" in response.text
    lines = [json.loads(line) for line in caller.get(f"/api/clips/{key}/conversation.jsonl").text.splitlines()]
    assert [line["question"] for line in lines] == ["Does the person jump?", "And when?"]
    assert {line["file"] for line in lines} == {"Sprung ü.bvh"}


def test_the_memory_of_a_conversation_has_an_end(caller, jump):
    key = caller.upload(jump)["id"]
    clip = caller.clips.get(key)
    clip.lines.extend({} for _ in range(1000))
    for number in range(30):
        caller.ask(key, f"How many jumps are there, {number}?")
    assert clip.conversation is not None
    assert len(clip.conversation.messages) == 40
    assert len(clip.lines) == 1000


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.bvh", "..\\..\\boot.bvh", "/etc/x.bvh", "a\0b\n.bvh", "", "." * 300, "é" * 500]
)
def test_no_name_is_a_path(caller, jump, name):
    told = caller.upload(jump, name)
    assert told["state"] == "ready", told
    assert not {"/", "\\", "\0", "\n"} & set(told["name"])
    clip = caller.clips.get(told["id"])
    assert clip.path.parent.parent == caller.clips.folder
    assert clip.path.name in ("clip.bvh", "clip")
    assert not list(caller.clips.folder.parent.glob("*passwd*"))


@pytest.mark.parametrize("streamed", [False, True])
def test_a_file_that_is_too_large_leaves_nothing(serve, jump, streamed):
    caller, data = serve(max_bytes=1000), jump.read_bytes()
    content = (data[place : place + 400] for place in range(0, len(data), 400)) if streamed else data
    assert "0.001 MB" in refusal(caller.post("/api/clips?name=a.bvh", content=content), 413)
    assert len(caller.clips) == 0
    assert not list(caller.clips.folder.iterdir())


def test_an_empty_file_and_one_that_nobody_can_read_are_told_by_their_names(caller, jump):
    assert "empty" in refusal(caller.post("/api/clips?name=a.bvh"), 400)
    fine = caller.upload(jump)["id"]
    told = caller.upload(b"no motion", "notes.txt")
    assert told["state"] == "failed"
    assert told["error"].startswith("notes.txt: ")
    assert str(caller.clips.folder) not in told["error"]
    place = f"/api/clips/{told['id']}"
    for response in (
        caller.post(f"{place}/questions", json={"question": "Why?"}),
        *map(
            caller.get,
            (
                f"{place}/motion",
                f"{place}/concepts",
                f"{place}/conversation.txt",
                f"{place}/conversation.jsonl",
                f"{place}/overlay",
            ),
        ),
    ):
        assert refusal(response, 422) == told["error"]
    assert caller.ask(fine, WHEN)["line"]["answer"]


def test_a_clip_that_is_too_long_is_told_how_to_shorten_it(serve, jump):
    told = serve(max_minutes=0.01).upload(jump)
    assert told["error"] == "clip.bvh: lasts 0.1 minutes; cut it to 0.01 (--max-minutes)"


def test_the_clip_not_used_for_longest_is_dropped(serve, jump):
    caller = serve(max_clips=2)
    first, second = caller.upload(jump)["id"], caller.upload(jump)["id"]
    caller.ask(first, WHEN)
    folder = caller.clips.get(second).path.parent
    caller.clips.get(first)
    third = caller.upload(jump)["id"]
    assert "the 2 clips used last are kept" in refusal(caller.get(f"/api/clips/{second}"), 410)
    assert not folder.exists()
    assert {clip.key for clip in caller.clips} == {first, third}


def test_a_clip_at_work_is_never_dropped(serve, jump):
    caller = serve(max_clips=1)
    key = caller.upload(jump)["id"]
    opened = threading.Event()
    caller.clips.submit(caller.clips.get(key), lambda: opened.wait(10))
    assert "try again" in refusal(caller.post("/api/clips?name=b.bvh", content=jump.read_bytes()), 503)
    opened.set()


def test_a_clip_is_removed_with_its_file(caller, jump):
    key = caller.upload(jump)["id"]
    folder = caller.clips.get(key).path.parent
    assert caller.delete(f"/api/clips/{key}").status_code == 204
    assert not folder.exists()
    assert refusal(caller.delete(f"/api/clips/{key}"), 410)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"question": ""}', "the question is empty"),
        (b'{"question": 7}', "give JSON such as"),
        (b"[]", "no JSON object"),
        (b"{", "no JSON"),
        (b"\xff", "no JSON"),
        (json.dumps({"question": "a" * 2001}).encode(), "shorten it"),
    ],
)
def test_a_question_that_is_none_is_refused(caller, jump, body, told):
    key = caller.upload(jump)["id"]
    assert told in refusal(caller.post(f"/api/clips/{key}/questions", content=body), 400)
    assert refusal(caller.post(f"/api/clips/{key}/questions", content=b"x" * 30_000), 413)


def test_who_waits_is_told_how_long_the_queue_is(caller, jump, busy):
    response = caller.post("/api/clips?name=a.bvh", content=jump.read_bytes())
    told = response.json()
    assert (told["state"], told["ahead"]) == ("reading", 1)
    place = f"/api/clips/{told['id']}"
    assert "still being read" in refusal(caller.post(f"{place}/questions", json={"question": "What?"}), 409)
    assert refusal(caller.get(f"{place}/motion"), 409)


def test_one_clip_does_not_fill_the_queue(caller, jump):
    clip = caller.clips.get(caller.upload(jump)["id"])
    opened = threading.Event()
    for _ in range(4):
        caller.clips.submit(clip, lambda: opened.wait(10))
    response = caller.post(f"/api/clips/{clip.key}/questions", json={"question": WHEN})
    assert "waiting already" in refusal(response, 429)
    assert response.headers["retry-after"]
    opened.set()


def test_a_full_queue_takes_no_clip(serve, jump):
    caller = serve(max_waiting=1)
    begun, opened = threading.Event(), threading.Event()
    caller.clips.worker.submit(lambda: (begun.set(), opened.wait(10)))
    assert begun.wait(10)
    caller.clips.worker.submit(int)
    assert "waiting for the model" in refusal(caller.post("/api/clips?name=a.bvh", content=jump.read_bytes()), 503)
    assert not list(caller.clips.folder.iterdir())
    opened.set()


def test_what_breaks_inside_is_one_line_and_harms_no_other(caller, jump, monkeypatch, caplog):
    fine = caller.upload(jump)["id"]
    with monkeypatch.context() as patch:
        patch.setattr(caller.clips.asker, "take", lambda path: 1 / 0)
        told = caller.upload(jump, "b.bvh")
    assert (told["state"], told["error"]) == ("failed", "b.bvh: could not be read")
    assert caller.ask(fine, WHEN)["line"]["answer"]
    assert "ZeroDivisionError" in caplog.text  # by then the worker, which goes on to the next, has told it


def test_a_motion_has_no_video(caller, jump):
    place = f"/api/clips/{caller.upload(jump)['id']}"
    for part in ("video", "film", "overlay"):
        assert refusal(caller.get(f"{place}/{part}"), 404).startswith("clip.bvh: there is no")


def test_a_video_is_followed_shown_and_drawn_over(caller, repository, tmp_path, pose_networks):
    told = caller.upload(repository / "examples" / "jump.mp4", "../jump.mp4")
    assert (told["name"], told["has_video"], told["has_overlay"]) == ("jump.mp4", True, True)
    place = f"/api/clips/{told['id']}"
    response = caller.get(f"{place}/video", headers={"range": "bytes=0-99"})
    assert (response.status_code, response.headers["content-type"], len(response.content)) == (206, "video/mp4", 100)
    caller.ask(told["id"], WHEN)
    for part, suffix in (("film", ".mp4"), ("overlay", ".mp4")):
        written = tmp_path / f"{part}{suffix}"
        written.write_bytes(caller.get(f"{place}/{part}").content)
        assert probe(written).duration_s == pytest.approx(told["duration_s"], abs=0.1)
    assert "jump-overlay.mp4" in caller.get(f"{place}/overlay").headers["content-disposition"]


def test_its_folder_is_gone_at_its_end(asker, jump):
    with TestClient(build_app(asker, ServerOptions()), base_url="http://127.0.0.1:8765") as caller:
        caller.post("/api/clips?name=a.bvh", content=jump.read_bytes())
        folder = caller.app.state.clips.folder  # pyright: ignore[reportAttributeAccessIssue]
        assert folder.stat().st_mode & 0o077 == 0
        assert list(folder.iterdir())
    assert not folder.exists()
