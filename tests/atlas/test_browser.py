"""The atlas in headless Chromium, opened from the disk: it renders, scrubs, and is used by keyboard and on a phone."""

import pytest

from humocon.atlas.pages import write_atlas

DARK = "getComputedStyle(document.body).backgroundColor"
INKED = """selector => {
  const canvas = document.querySelector(selector), { width, height } = canvas;
  const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  return pixels.filter((value, place) => place % 4 === 3 && value > 100).length;
}"""
LEAST_CONTRAST = """() => {
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const dress = getComputedStyle(document.documentElement), told = (name) => dress.getPropertyValue(name);
  const light = (colour) => {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map(
      (value) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const apart = (one, other) => Math.max(light(one) / light(other), light(other) / light(one));
  const hues = [...Array(360).keys()];
  const least = (words, ground) =>
    Math.min(...hues.map((hue) => apart(told(words), `oklch(${told(ground)} ${hue})`)));
  return Math.min(least('--on-wash', '--wash'), least('--ink', '--soft'), least('--muted', '--soft'));
}"""
HEADLESS_CELLS = """[...document.querySelectorAll('td')].filter(
  (cell) => cell.innerText.trim() && !cell.parentNode.querySelector('th[scope=row]')
).length"""
LEAST_HEIGHT = """Math.min(
  ...[...document.querySelectorAll('button, summary, select, input[type=search], input[type=range]')].map(
    (node) => node.getBoundingClientRect().height))"""


@pytest.fixture(scope="module")
def atlas(used_concepts, labelled_set, repository, tmp_path_factory):
    folder = tmp_path_factory.mktemp("seen") / "atlas"
    files = [repository / "examples" / name for name in ("jump.bvh", "wave_then_squat.npz")]
    write_atlas([labelled_set, *files], folder, model=used_concepts)
    return folder


@pytest.fixture
def visit(browser, atlas):
    """Opens a page of the atlas; at the end, nothing may have gone wrong in it."""
    troubles, contexts = [], []

    def open_page(path, *, width=1200, height=800, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("requestfailed", lambda request: troubles.append(request.url))
        page.on("request", lambda request: troubles.append(request.url) if request.url.startswith("http") else None)
        page.goto((atlas / path).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="module")
def jump(atlas):
    (path,) = (atlas / "clips").glob("*-jump.html")
    return f"clips/{path.name}"


def test_the_grid_draws_skeletons_and_is_searched(visit):
    page = visit("index.html")
    page.wait_for_function(f"({INKED})('#grid li:not([hidden]) canvas') > 200", polling=200)
    assert page.locator("#count").inner_text().endswith("of 12 concepts")
    page.locator("#search").fill("no such concept")
    assert page.locator("#count").inner_text() == "0 of 12 concepts"
    page.locator("#search").fill("")
    page.locator("#order").select_option("usage")
    usage = page.evaluate("[...document.querySelectorAll('#grid > li')].map(card => Number(card.dataset.usage))")
    assert usage == sorted(usage, reverse=True)
    page.locator("#unused").check()
    assert page.locator("#count").inner_text() == "12 of 12 concepts"


def test_a_concept_is_reached_by_keyboard_and_leads_to_a_clip(visit):
    page = visit("index.html")
    page.locator("#unused").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/concepts/*.html")
    page.wait_for_function(f"({INKED})('canvas.hero') > 500", polling=200)
    page.locator(".moments a").first.click()
    page.wait_for_url("**/clips/*.html#t=*")
    wanted = float(page.url.partition("#t=")[2])
    assert float(page.locator("#scrub").input_value()) == pytest.approx(wanted, abs=0.026)


def test_a_clip_is_scrubbed_and_played_from_the_keyboard(visit, jump):
    page = visit(jump)
    before = page.evaluate("document.getElementById('stage').toDataURL()")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert page.locator("#time").inner_text().startswith("0.70 /")
    assert page.evaluate("document.getElementById('stage').toDataURL()") != before
    spans = page.evaluate("atlas.spans.map(span => [span.begin, span.code])")
    code = [code for begin, code in spans if begin <= 0.7][-1]
    assert page.locator("#now").inner_text() == f"concept {code}"
    page.keyboard.press(" ")
    page.wait_for_function("Number(document.getElementById('scrub').value) > 0.9")
    page.keyboard.press(" ")
    assert page.locator("#play").inner_text() == "Play"
    page.keyboard.press("End")
    length = page.evaluate("atlas.duration")
    assert page.locator("#scrub").get_attribute("aria-valuetext").startswith(f"{length:.2f} seconds, concept ")
    page.keyboard.press("Home")
    assert page.evaluate("document.getElementById('stage').toDataURL()") == before


def test_the_timeline_and_the_skeleton_answer_the_mouse(visit, jump):
    page = visit(jump)
    box = page.locator(".track").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 5)
    length = page.evaluate("atlas.duration")
    assert float(page.locator("#scrub").input_value()) == pytest.approx(length / 2, abs=0.06)
    before = page.evaluate("document.getElementById('stage').toDataURL()")
    stage = page.locator("#stage").bounding_box()
    page.mouse.move(stage["x"] + 300, stage["y"] + 200)
    page.mouse.down()
    page.mouse.move(stage["x"] + 420, stage["y"] + 200, steps=3)
    page.mouse.up()
    assert page.evaluate("document.getElementById('stage').toDataURL()") != before


@pytest.mark.parametrize("name", ["index.html", "clips.html", "concept", "clip"])
def test_no_page_is_wider_than_a_phone(visit, atlas, jump, name):
    concept = f"concepts/{min(path.name for path in (atlas / 'concepts').iterdir())}"
    page = visit({"concept": concept, "clip": jump}.get(name, name), width=360, height=740)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_dress_follows_the_machine_and_stillness_is_respected(visit):
    light, dark = visit("index.html", color_scheme="light"), visit("index.html", color_scheme="dark")
    assert light.evaluate(DARK) != dark.evaluate(DARK)
    still = visit("index.html", reduced_motion="reduce")
    still.wait_for_function(f"({INKED})('#grid li:not([hidden]) canvas') > 200", polling=200)
    draw = "document.querySelector('#grid li:not([hidden]) canvas').toDataURL()"
    before = still.evaluate(draw)
    still.wait_for_timeout(250)
    assert still.evaluate(draw) == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_are_told_from_the_colour_of_every_concept(visit, scheme):
    assert visit("index.html", color_scheme=scheme).evaluate(LEAST_CONTRAST) >= 4.5


def test_every_cell_of_a_table_has_a_header(visit, atlas):
    page = visit("clips.html", reduced_motion="reduce")
    assert page.evaluate(HEADLESS_CELLS) == 0
    for path in sorted((atlas / "concepts").iterdir())[:4]:
        page.goto(path.as_uri())
        assert page.evaluate(HEADLESS_CELLS) == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_pressed_on_the_page_of_a_clip_is_high_enough_for_a_finger(visit, atlas, width):
    (path,) = (atlas / "clips").glob("*-wave-then-squat.html")
    page = visit(f"clips/{path.name}", width=width)
    assert page.locator("summary").count() == 1
    assert page.evaluate(LEAST_HEIGHT) >= 24


def test_the_playhead_is_seen_at_both_ends(visit, jump):
    page = visit(jump)
    track = page.locator(".track").first.bounding_box()
    for key in ("Home", "End"):
        page.keyboard.press(key)
        head = page.locator(".playhead").first.bounding_box()
        assert track["x"] + 1 <= head["x"]
        assert head["x"] + head["width"] <= track["x"] + track["width"] - 1
