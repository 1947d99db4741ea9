"""The page in headless Chromium: files are dropped, asked about and scrubbed, by mouse, by keyboard, on a phone."""

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from humocon.server.app import build_app
from humocon.server.options import ServerOptions
from humocon.server.serving import bind

WHEN = "When does the person jump, and how high?"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
PICTURE = "document.getElementById('stage').toDataURL()"
BOTTOM = "(name) => document.querySelector(name).getBoundingClientRect().bottom"
HIGH = "(name) => document.querySelector(name).offsetHeight"
TIME = "Number(document.getElementById('scrub').value)"


@pytest.fixture(scope="module")
def address(asker) -> Iterator[str]:
    """A server of three clips at most."""
    taken = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(build_app(asker, ServerOptions(max_clips=3)), log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
    thread.start()
    yield f"http://127.0.0.1:{taken.getsockname()[1]}/"
    server.should_exit = True
    thread.join(20)
    taken.close()


@pytest.fixture
def visit(browser, address):
    """Opens the page; at the end, nothing may have gone wrong in it, and nothing been asked of another machine."""
    troubles, contexts = [], []

    def open_page(*, width=1280, height=800, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(200_000)
        page.on("console", lambda message: troubles.append(message.text) if is_trouble(message) else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "request",
            lambda sent: None if sent.url.startswith((address, "blob:", "data:")) else troubles.append(sent.url),
        )
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def is_trouble(message):
    """Whether something went wrong: that a clip is gone, or was no motion, is what the tests ask for."""
    return message.type == "error" and not any(f"status of {status}" in message.text for status in (410, 422))


def until(page, expression):
    """Waits until an expression is true; the page's own policy forbids Playwright's way of waiting."""
    end = time.monotonic() + 200
    while not page.evaluate(f"Boolean({expression})"):
        assert time.monotonic() < end, expression
        time.sleep(0.02)


def add(page, *files):
    page.set_input_files("#file", files)
    page.wait_for_selector("#room:not([hidden])")


def ask(page, question):
    before = page.locator("#turns > li").count()
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    until(page, f"document.querySelectorAll('#turns > li').length > {before}")
    return page.locator("#turns > li").last


def test_evidence_leads_to_its_moment(visit, jump):
    page = visit()
    add(page, jump)
    assert page.locator("#stretches button").inner_text().endswith("jumps")
    before = page.evaluate(PICTURE)
    turn = ask(page, WHEN)
    assert "The feet rise 0.30 m" in turn.inner_text()
    turn.locator(".evidence .moment").click()
    assert page.evaluate(TIME) == pytest.approx(1.4, abs=0.026)
    assert page.evaluate(PICTURE) != before
    assert page.locator("#now").inner_text() == "jumps"
    assert page.locator(".track .marked").count() == 1
    assert "1.40 seconds, jumps" in page.locator("#scrub").get_attribute("aria-valuetext")


def test_the_concepts_are_shown_on_demand_and_scrubbed(visit, jump):
    page = visit()
    add(page, jump)
    assert page.locator(".track").count() == 1
    page.locator("#concepts").click()
    until(page, "document.querySelectorAll('.track').length === 2")
    box = page.locator(".track").last.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 5)
    length = float(page.locator("#scrub").get_attribute("max"))
    assert page.evaluate(TIME) == pytest.approx(length / 2, abs=0.06)
    assert "concept " in page.locator("#now").inner_text()
    page.locator("#concepts").click()
    assert page.locator(".track").count() == 1


def test_all_is_done_from_the_keyboard(visit, jump):
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#choose").focus()
    # Playwright's way of waiting for the system's dialog comes too late where the machine is slow.
    page.evaluate(
        "$('file').addEventListener('click', (event) => { event.preventDefault(); document.title = 'choosing'; })"
    )
    page.keyboard.press("Enter")
    assert page.title() == "choosing"
    page.set_input_files("#file", jump)
    page.wait_for_selector("#room:not([hidden])")
    seen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "document.activeElement.id || document.activeElement.ariaLabel || document.activeElement.className"
            )
        )
        if seen[-1] == "question":
            break
    wanted = ["play", "scrub", "speed", "concepts", "question"]
    assert [name for name in seen if name in wanted] == wanted
    page.keyboard.type(WHEN)
    page.keyboard.press("Enter")
    page.wait_for_selector("#turns .moment")
    page.locator("#turns .moment").last.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(TIME) == pytest.approx(1.4, abs=0.026)
    page.keyboard.press("ArrowRight")
    assert page.evaluate(TIME) == pytest.approx(1.45, abs=0.026)
    before = page.evaluate(PICTURE)
    page.keyboard.press("]")
    assert page.evaluate(PICTURE) != before
    page.locator("#scrub").focus()
    page.keyboard.press(" ")
    until(page, f"{TIME} > 1.6")
    page.keyboard.press(" ")
    assert page.locator("#play").inner_text() == "Play"
    page.locator("[aria-label='Remove jump.bvh']").focus()
    page.keyboard.press("Enter")
    assert page.locator("#welcome").is_visible()
    assert page.evaluate("document.activeElement.id") == "choose"


def test_several_clips_keep_conversations_of_their_own(visit, jump, repository):
    page = visit()
    add(page, jump, repository / "examples" / "bow.bvh")
    ask(page, WHEN)
    page.locator("button.open", has_text="bow.bvh").click()
    page.wait_for_selector("#room:not([hidden])")
    assert page.locator("#turns > li").count() == 0
    assert page.locator("#suggestions button").count() > 2
    page.locator("button.open", has_text="jump.bvh").click()
    assert page.locator("#turns > li").count() == 1
    page.reload()
    page.wait_for_selector("#room:not([hidden])")
    assert page.locator("#clips li").count() == 2
    page.locator("button.open", has_text="jump.bvh").click()
    page.wait_for_selector("#turns > li")


def test_a_file_that_nobody_can_read_is_told_and_gone(visit, tmp_path):
    (tmp_path / "notes.txt").write_text("no motion")
    page = visit()
    page.set_input_files("#file", tmp_path / "notes.txt")
    page.wait_for_selector(".notice")
    assert page.locator("#notices[role=alert]").inner_text().startswith("notes.txt: ")
    assert page.locator("#welcome").is_visible()
    page.locator(".notice button").click()
    assert page.locator(".notice").count() == 0


def test_a_conversation_is_exported(visit, jump):
    page = visit()
    add(page, jump)
    ask(page, WHEN)
    page.locator("#export summary").click()
    for link, name in (("#export-text", "jump-conversation.txt"), ("#export-lines", "jump-conversation.jsonl")):
        with page.expect_download() as download:
            page.locator(link).click()
        assert download.value.suggested_filename == name
        assert WHEN in download.value.path().read_text(encoding="utf-8")


def test_a_video_moves_with_its_skeleton_and_is_exported(visit, repository, pose_networks):
    page = visit()
    add(page, repository / "examples" / "jump.mp4")
    until(page, "document.getElementById('footage').readyState > 1")
    page.locator("#stretches button").click()
    until(page, "Math.abs(document.getElementById('footage').currentTime - 1.47) < 0.05")
    page.locator("#export summary").click()
    with page.expect_download() as download:
        page.locator("#export-overlay").click()
    assert download.value.suggested_filename == "jump-overlay.mp4"
    assert download.value.path().stat().st_size > 10_000


def test_the_page_fits_a_phone_follows_the_dress_and_moves_nothing_by_itself(visit, jump):
    light = visit(width=360, height=740, color_scheme="light", reduced_motion="reduce")
    add(light, jump)
    ask(light, WHEN)
    until(light, f"({BOTTOM})('.turn') > 0 && ({BOTTOM})('.turn') <= innerHeight - ({HIGH})('form')")  # not behind it
    light.locator("#concepts").click()
    until(light, "document.querySelectorAll('.track').length === 2")
    assert light.evaluate("document.documentElement.scrollWidth") <= 360
    before = light.evaluate(PICTURE)
    time.sleep(0.2)
    assert light.evaluate(PICTURE) == before
    assert visit(color_scheme="dark").evaluate(BACKGROUND) != light.evaluate(BACKGROUND)


def test_a_clip_that_was_dropped_is_told(visit, jump, repository):
    page = visit()
    add(page, jump)
    other = visit()
    for name in ("bow.bvh", "squat.bvh", "turn_left.bvh"):
        other.set_input_files("#file", repository / "examples" / name)
        until(other, f"document.querySelector('#room:not([hidden])') && document.title.startsWith('{name}')")
    page.locator("#question").fill(WHEN)
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice")
    assert "only the 3 clips used last are kept" in page.locator(".notice").inner_text()
