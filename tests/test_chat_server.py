import json

import pytest

from humocon.chat import ServerChat, connect
from humocon.errors import ConfigError, DataError
from humocon.evaluation.judging import JudgeProtocol
from tests.chat_server import Behaviour, server

__all__ = ["server"]

KEY = "sk-the-secret-of-this-test"


def judge_of(server: Behaviour, key: str | None = None, waits: list[float] | None = None) -> ServerChat:
    judge = connect(server.address, None, key)
    judge.sleep = ([] if waits is None else waits).append
    return judge


MESSAGES = JudgeProtocol("share").messages("What?", ("walk",), "run")


def test_replies_come_back_in_order_with_the_version_that_the_server_tells(server):
    judge = judge_of(server)
    assert judge.model == "tiny-judge"
    replies = judge.reply([MESSAGES] * 5)
    assert [(reply.text, reply.version) for reply in replies] == [('{"score": 0.5}', "tiny-judge-2026 fp")] * 5
    assert server.bodies[0] == {"model": "tiny-judge", "messages": MESSAGES, "temperature": 0, "max_tokens": 64}


def test_a_busy_server_is_asked_again_and_again(server):
    waits: list[float] = []
    judge = judge_of(server, waits=waits)
    server.status += [429, 503, 0]
    assert judge.reply([MESSAGES])[0].text == '{"score": 0.5}'
    assert waits == [1.0, 2.0, 4.0]


def test_a_server_that_stays_away_is_one_line_that_tells_how_to_go_on(server):
    judge = judge_of(server)
    server.status += [503] * 6
    with pytest.raises(ConfigError, match=r"does not answer \(HTTP 503\).*what was answered is kept") as caught:
        judge.reply([MESSAGES])
    assert "\n" not in str(caught.value)


def test_nobody_at_an_address_of_this_machine_is_an_error_at_once():
    waits: list[float] = []
    judge = ServerChat("http://127.0.0.1:9/v1", "m", KEY, sleep=waits.append)
    with pytest.raises(ConfigError, match="does not answer") as caught:
        judge.reply([MESSAGES])
    assert KEY not in str(caught.value)
    assert waits == []


def test_the_key_is_sent_and_told_to_nobody(server):
    server.key = KEY
    judge = judge_of(server, KEY)
    judge.reply([MESSAGES])
    assert set(server.keys) == {f"Bearer {KEY}"}
    assert KEY not in repr(judge) + json.dumps(judge.identity)


@pytest.mark.parametrize(("key", "words"), [(None, "a request without a key"), ("sk-wrong", "refuses the key")])
def test_a_refused_key_is_one_line_without_the_key(server, key, words):
    server.key = KEY
    with pytest.raises(ConfigError, match=words) as caught:
        judge_of(server, key)
    assert "HUMOCON_JUDGE_KEY" in str(caught.value)
    assert "sk-" not in str(caught.value)


@pytest.mark.parametrize("key", ["bad\nkey", "bad\n key", "bad\rkey", "bad\tkey", "clé-x", "cle–x", "x\x7f"])
def test_a_key_that_no_header_can_carry_is_named_and_not_shown(server, key):
    with pytest.raises(ConfigError, match=r"^HUMOCON_JUDGE_KEY: holds a .*; set it to the key alone$") as caught:
        connect(server.address, None, key)
    assert not server.keys
    assert not any(part in str(caught.value) for part in ("bad", "key-", "cl", "x\x7f"))


def test_a_key_for_openais_own_address_is_told_by_both_of_its_variables():
    with pytest.raises(ConfigError, match=r"^HUMOCON_JUDGE_KEY \(or OPENAI_API_KEY\): holds a line end"):
        connect("https://api.openai.com/v1", "m", "bad\nkey")


def test_a_password_that_no_header_can_carry_is_told_as_such():
    with pytest.raises(ConfigError, match=r"^--judge, the password in the address: .* not ASCII") as caught:
        connect("http://user:clé@localhost/v1", "m", None)
    assert "clé" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            '{"error": {"message": "max_tokens is too large\\nsecond line", "type": "invalid"}}',
            "max_tokens is too large",
        ),
        ('{"error": "no such model"}', "no such model"),
        ('{"object": "error", "message": "context is too short"}', "context is too short"),
        ('{"detail": "Not Found"}', "Not Found"),
        ("\nquota is used up\nmore", "quota is used up"),
        ("x" * 300, "x" * 197 + "..."),
        (f'{{"error": {{"message": "{"y" * 190} {KEY}"}}}}', "y" * 190 + " ***"),
        (f"wrong key: Bearer {KEY}", "wrong key: Bearer ***"),
        ("<!DOCTYPE html><p>Bad Gateway", None),
        ('{"error": {"message": 7}}', None),
        ('{"error": ', None),
    ],
)
@pytest.mark.parametrize(
    ("status", "rest"),
    [
        (400, "; check --judge and --judge-model"),
        (401, "; set HUMOCON_JUDGE_KEY to one that it accepts"),
        (404, "; see --judge-model"),
    ],
)
def test_a_refusal_gives_the_servers_reason_without_the_key(server, status, rest, body, told):
    judge = judge_of(server, KEY)
    server.status, server.refusal = [status], body
    with pytest.raises(DataError if status == 400 else ConfigError) as caught:
        judge.reply([MESSAGES])
    assert str(caught.value).endswith(f"(HTTP {status}{': ' + told if told else ''}){rest}")
    assert KEY not in str(caught.value)


def test_a_server_that_stays_busy_gives_its_reason(server):
    judge = judge_of(server)
    server.status, server.refusal = [429] * 6, '{"error": {"message": "quota is used up"}}'
    with pytest.raises(ConfigError, match=r"does not answer \(HTTP 429: quota is used up\)"):
        judge.reply([MESSAGES])


def test_a_key_is_not_carried_to_another_address(server):
    judge = judge_of(server, KEY)
    server.keys.clear()
    server.status += [302]
    with pytest.raises(ConfigError, match="sends elsewhere"):
        judge.reply([MESSAGES])
    assert len(server.keys) == 1


def test_credentials_in_an_address_are_not_stored(server):
    host = server.address.removeprefix("http://")
    judge = connect(f"http://user:{KEY}@{host}?api_key={KEY}", "m", None)
    assert KEY not in repr(judge) + json.dumps(judge.identity)
    assert judge.address == server.address
    judge.reply([MESSAGES])
    assert server.keys == [f"Bearer {KEY}"]


def test_the_model_has_to_be_named_where_the_server_has_several(server):
    server.models = ("a", "b")
    with pytest.raises(ConfigError, match=r"--judge-model NAME \(it lists: a, b\)"):
        connect(server.address, None, None)


def test_an_unknown_model_and_a_reply_of_another_kind_are_errors(server):
    judge = judge_of(server)
    server.status += [404]
    with pytest.raises(ConfigError, match="no model 'tiny-judge'"):
        judge.reply([MESSAGES])
    server.content = None
    assert judge.reply([MESSAGES])[0].text == ""


@pytest.mark.parametrize("address", ["ftp://x/v1", "http://", "http://host:port/v1"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ConfigError, match="not an address"):
        connect(address, "m", None)
