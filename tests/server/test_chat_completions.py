"""OpenAI's chat completions with a file attached: answers, events, and what is refused."""

import base64
import hashlib
import json

import pytest

from tests.fuzz.files import SPLIT
from tests.fuzz.seeds import seeds

WHEN = "When does the person jump?"
PLACE = "/v1/chat/completions"


def file_part(data, name="jump.bvh", head="data:application/octet-stream;base64,"):
    return {"type": "file", "file": {"filename": name, "file_data": head + base64.b64encode(data).decode()}}


def body_of(*messages, **others):
    return {"model": "humocon", "messages": list(messages)} | others


def user(*parts):
    return {"role": "user", "content": [{"type": "text", "text": p} if isinstance(p, str) else p for p in parts]}


def refusal(response, status=400):
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    return error["message"]


def test_there_is_one_model(caller):
    (model,) = caller.get("/v1/models").json()["data"]
    assert (model["id"], model["object"]) == ("humocon", "model")


@pytest.mark.parametrize("head", ["data:application/octet-stream;base64,", "data:;base64,", ""])
def test_a_question_about_an_attached_file_is_answered_with_evidence(caller, jump, head):
    told = caller.post(PLACE, json=body_of(user(WHEN, file_part(jump.read_bytes(), head=head)))).json()
    assert told["object"] == "chat.completion"
    (choice,) = told["choices"]
    answer, _, evidence = choice["message"]["content"].partition("\n\n")
    assert (choice["message"]["role"], choice["finish_reason"]) == ("assistant", "stop")
    assert "1.4 to 1.9 s" in answer
    assert evidence == "both feet off the floor 1.4 to 1.9 s, 0.30 m"
    line = choice["message"]["humocon"]
    assert (line["file"], line["answer"], line["evidence"]) == ("jump.bvh", answer, [evidence])


def test_an_answer_comes_in_events(caller, jump):
    response = caller.post(PLACE, json=body_of(user(WHEN, file_part(jump.read_bytes())), stream=True))
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [line[6:] for line in response.text.splitlines() if line.startswith("data: ")]
    assert events.pop() == "[DONE]"
    chunks = [json.loads(event) for event in events]
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk["id"] for chunk in chunks}) == 1
    whole = caller.post(PLACE, json=body_of(user(WHEN, file_part(jump.read_bytes())))).json()
    choices = [chunk["choices"][0] for chunk in chunks]
    assert (
        "".join(choice["delta"].get("content", "") for choice in choices) == whole["choices"][0]["message"]["content"]
    )
    assert [choice["finish_reason"] for choice in choices] == [None, None, None, "stop"]


def test_an_error_comes_as_an_event(caller):
    response = caller.post(PLACE, json=body_of(user(WHEN, file_part(b"no motion", "notes.txt")), stream=True))
    events = [line[6:] for line in response.text.splitlines() if line.startswith("data: ")]
    assert json.loads(events[-2])["error"]["message"].startswith("notes.txt: ")
    assert events[-1] == "[DONE]"


def test_a_file_that_nobody_can_read_is_told_by_its_name(caller):
    told = refusal(caller.post(PLACE, json=body_of(user("What?", file_part(b"no motion", "a/../notes.txt")))), 422)
    assert told.startswith("notes.txt: ")
    assert str(caller.clips.folder) not in told


def test_an_amc_file_is_read_with_the_asf_file_of_the_same_message(caller):
    skeleton, motion = seeds("amc")[0].split(SPLIT)
    amc, asf = file_part(motion, "01_01.amc"), file_part(skeleton, "01.ASF")
    for parts in ((amc, asf), (asf, amc)):
        told = caller.post(PLACE, json=body_of(user("How long is the clip?", *parts))).json()
        assert told["choices"][0]["message"]["humocon"]["file"] == "01_01.amc"
    assert len(caller.clips) == 1
    alone = caller.post(PLACE, json=body_of(user("How long is the clip?", amc)))
    assert "01_01.amc: give it together with its skeleton" in refusal(alone, 422)
    damaged = caller.post(PLACE, json=body_of(user("How long is the clip?", amc, file_part(b"x", "01.asf"))))
    assert str(caller.clips.folder) not in refusal(damaged, 422)


def test_a_conversation_goes_on_and_its_file_is_read_once(caller, jump):
    first = user(file_part(jump.read_bytes()), "Does the person jump?")
    said = caller.post(PLACE, json=body_of(first)).json()["choices"][0]["message"]
    system = {"role": "system", "content": "Be brief."}
    again = body_of(system, first, {"role": "assistant", "content": said["content"]}, user("And when?"))
    assert "1.4 to 1.9 s" in caller.post(PLACE, json=again).json()["choices"][0]["message"]["content"]
    assert len(caller.clips) == 1


def test_what_was_said_about_an_earlier_file_is_no_memory_of_the_next(caller, jump, repository):
    bow = file_part((repository / "examples" / "bow.bvh").read_bytes(), "bow.bvh")
    old = (user(file_part(jump.read_bytes()), "Does the person jump?"), {"role": "assistant", "content": "Yes."})
    both = caller.post(PLACE, json=body_of(*old, user(bow, "And when?"))).json()["choices"][0]["message"]
    alone = caller.post(PLACE, json=body_of(user(bow, "And when?"))).json()["choices"][0]["message"]
    assert both["content"] == alone["content"]


def test_a_file_sent_here_is_no_clip_that_its_bytes_find(caller, jump):
    caller.post(PLACE, json=body_of(user(WHEN, file_part(jump.read_bytes()))))
    (clip,) = caller.clips
    assert clip.key != hashlib.sha256(jump.read_bytes()).hexdigest()
    caller.upload(jump)
    assert len(caller.clips) == 2


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"model": "humocon"}, 'give JSON with "messages"'),
        ({"messages": ["hello"]}, 'give JSON with "messages"'),
        (body_of({"role": "user", "content": "What?"}), "attach a motion file or a video"),
        (body_of(user("What?", {"type": "file", "file": {"file_id": "file-1"}})), "under an id"),
        (body_of(user("What?", {"type": "file", "file": "x"})), "under an id"),
        (body_of(user("What?", {"type": "image_url", "image_url": {"url": "data:"}})), "'image_url' is not read here"),
        (body_of(user("What?", file_part(b""))), "is empty"),
        (body_of(user("What?", {"type": "file", "file": {"filename": "a", "file_data": "%%"}})), "no base64"),
        (body_of(user(file_part(b"a"))), "the last message must be a question"),
        (body_of(user("What?", file_part(b"a")), {"role": "assistant", "content": "So."}), "the last message"),
        (body_of(user("What?", file_part(b"a")), n=2), "n: there is one answer"),
        (body_of(user("a" * 2001, file_part(b"a"))), "shorten it"),
        ([], "no JSON object"),
    ],
)
def test_what_cannot_be_answered_is_told_in_the_shape_of_openai(caller, body, told):
    assert told in refusal(caller.post(PLACE, json=body))


def test_a_body_that_is_too_large_is_refused(serve, jump):
    caller = serve(max_bytes=1000)
    assert "MB" in refusal(caller.post(PLACE, content=b"x" * 1_100_000), 413)
    assert "0.001 MB" in refusal(caller.post(PLACE, json=body_of(user("What?", file_part(jump.read_bytes())))), 413)
    assert len(caller.clips) == 0
