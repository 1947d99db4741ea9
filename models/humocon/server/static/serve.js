// The page of `humocon serve`: clips that are dropped, read, shown and asked about. All texts come from the server.
"use strict";

const $ = (id) => document.getElementById(id);
const SUGGESTIONS = ["What is the person doing?", "What happens first, and what then?", "How often do they do it?", "Which hand or leg do they use?"];
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const clips = new Map();
let current = null, limits = { max_bytes: Infinity };
readInk();

/* ---- small things ---- */

function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

async function call(path, options) {
  let response;
  try { response = await fetch(path, options); } catch { throw new Error("the server does not answer: is `humocon serve` still running?"); }
  if (response.ok) return response;
  const told = await response.json().catch(() => null);
  throw Object.assign(new Error(told?.error?.message ?? `the server answers ${response.status}`), { status: response.status });
}

const callJson = async (path, options) => (await call(path, options)).json();
const place = (clip) => `/api/clips/${clip.id}`;
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const clock = (seconds) => `${seconds.toFixed(1)} s`;
const hueOf = (code) => Math.round((code * 137.508) % 360);
const hueOfWords = (words) => hueOf([...words].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7));
function announce(text) { $("status").textContent = text; }

function complain(text) {
  const close = make("button", { type: "button", textContent: "Dismiss" });
  const notice = make("p", { className: "notice" }, make("span", { textContent: text }), close);
  close.addEventListener("click", () => { notice.remove(); ($("question").offsetParent ? $("question") : $("choose")).focus(); });
  $("notices").append(notice);
  while ($("notices").children.length > 4) $("notices").firstChild.remove();
}

function remember() { sessionStorage.setItem("clips", JSON.stringify([...clips.values()].filter((clip) => clip.id).map((clip) => clip.id))); }

/* ---- clips come, are read, and go ---- */

function addFiles(files) {
  const skeletons = files.filter((file) => /\.asf$/i.test(file.name));
  const motions = files.filter((file) => !skeletons.includes(file));
  const pairs = motions.some((file) => /\.amc$/i.test(file.name)) ? motions : files;
  const added = pairs.map((file) => upload(file, skeletonOf(file, skeletons))).filter(Boolean);
  if (added.length) select(added[0]);
}

/* The body of an AMC file lies in an ASF file that is called by the same subject: "07.asf" of "07_02.amc". */
function skeletonOf(file, skeletons) {
  if (!/\.amc$/i.test(file.name)) return null;
  const named = skeletons.filter((one) => file.name.toLowerCase().startsWith(one.name.slice(0, -4).toLowerCase()));
  return named.sort((one, other) => other.name.length - one.name.length)[0] ?? skeletons[0] ?? null;
}

function upload(file, skeleton) {
  if (file.size > limits.max_bytes) { complain(`${file.name}: larger than the ${limits.max_bytes / 1e6} MB that are taken here`); return null; }
  const clip = { name: file.name, state: "uploading", share: 0, turns: [] };
  clips.set(clip, clip);
  const request = new XMLHttpRequest();
  request.open("POST", `/api/clips?name=${encodeURIComponent(file.name)}${skeleton ? `&skeleton=${skeleton.size}` : ""}`);
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => { clip.share = event.loaded / event.total; showReading(clip); });
  request.addEventListener("load", () => {
    if (request.status === 201) { Object.assign(clip, request.response); remember(); follow(clip); }
    else fail(clip, request.response?.error?.message ?? `the server answers ${request.status}`);
  });
  request.addEventListener("error", () => fail(clip, "the server does not answer: is `humocon serve` still running?"));
  clip.stop = () => request.abort();
  request.send(skeleton ? new Blob([skeleton, file]) : file);
  return clip;
}

function fail(clip, text) {
  if (!clips.has(clip)) return;
  forget(clip);
  complain(text.includes(clip.name) ? text : `${clip.name}: ${text}`);
}

// Asks how far a clip is until it was read.
async function follow(clip) {
  while (clips.has(clip) && !["ready", "failed"].includes(clip.state)) {
    await pause(400);
    try { Object.assign(clip, { ahead: 0, doing: "" }, await callJson(place(clip))); } catch (error) { fail(clip, error.message); return; }
    showReading(clip);
  }
  if (!clips.has(clip)) return;
  if (clip.state === "failed") { fail(clip, clip.error); return; }
  try { clip.motion = await callJson(`${place(clip)}/motion`); } catch { clip.motion = null; }
  announce(`${clip.name} is ready to be asked about`);
  clip === current ? select(clip) : showTabs();
}

function forget(clip) {
  const all = [...clips.keys()], index = all.indexOf(clip);
  clip.stop?.();
  clips.delete(clip);
  remember();
  if (clip === current) select(all[index + 1] ?? all[index - 1] ?? null); else showTabs();
}

function remove(clip) {
  if (clip.id) fetch(place(clip), { method: "DELETE" }).catch(() => {});
  forget(clip);
  ($("clips").querySelector(".current .open") ?? $("choose")).focus();
  announce(`${clip.name} was removed`);
}

/* ---- what is shown ---- */

function showTabs() {
  const focused = document.activeElement?.dataset?.tab;
  $("clips").replaceChildren(...[...clips.keys()].map((clip, index) => {
    const open = make("button", { type: "button", className: "open", textContent: clip.name, title: clip.name });
    const close = make("button", { type: "button", className: "close", textContent: "×", ariaLabel: `Remove ${clip.name}` });
    open.dataset.tab = index;
    if (clip === current) open.setAttribute("aria-current", "true");
    open.addEventListener("click", () => select(clip));
    close.addEventListener("click", () => remove(clip));
    return make("li", { className: clip === current ? "current" : "" }, open, close);
  }));
  if (focused) $("clips").querySelector(`[data-tab="${focused}"]`)?.focus();
}

function select(clip) {
  current = clip;
  showTabs();
  const ready = clip?.state === "ready" && clip.motion !== undefined;
  $("welcome").hidden = clip !== null;
  $("add").hidden = clip === null;
  $("reading").hidden = clip === null || ready;
  $("room").hidden = !ready;
  document.title = clip ? `${clip.name} – HuMoCon` : "HuMoCon";
  if (!ready) player.setPlaying(false);
  if (ready) showRoom(clip); else if (clip) showReading(clip);
}

function showReading(clip) {
  if (clip !== current) return;
  $("reading-name").textContent = clip.name;
  const doing = clip.doing || "reading";
  const text = clip.state === "uploading" ? `sending (${Math.round(100 * clip.share)}%)` : clip.ahead ? `waiting: ${clip.ahead} before this one` : doing;
  if ($("reading-text").textContent !== text) $("reading-text").textContent = text;
  const share = /(\d+)%/.exec(text), bar = $("reading-bar");
  share ? (bar.value = Number(share[1])) : bar.removeAttribute("value");
}

function showRoom(clip) {
  $("title").textContent = clip.name;
  const film = $("footage"), stage = $("stage");
  film.hidden = !clip.has_video;
  if (clip.has_video) {
    film.src = `${place(clip)}/${clip.plays === false ? "film" : "video"}`;
    film.setAttribute("aria-label", `The video ${clip.name}`);
  } else film.removeAttribute("src");
  stage.hidden = !clip.motion;
  stage.setAttribute("aria-label", `Skeleton of the person in ${clip.name}; the slider below moves it through time`);
  $("stretches").replaceChildren(...clip.stretches.map((one) => {
    const button = make("button", { type: "button" }, make("span", { className: "number muted", textContent: `${one.begin_s.toFixed(1)}–${clock(one.end_s)} ` }), one.words);
    button.style.setProperty("--hue", hueOfWords(one.words));
    button.addEventListener("click", () => goTo(one.begin_s, one.end_s));
    return make("li", {}, button);
  }));
  const told = [[...clip.source, clock(clip.duration_s)].join(" · "), ...(clip.roads.length ? [`answers come from: ${clip.roads.join(" and ")}`] : []), ...clip.notes];
  $("about").replaceChildren(
    ...told.map((text) => make("li", { textContent: text })),
    ...clip.warnings.map((text) => make("li", { className: "warning", textContent: text })),
    ...(clip.refusal ? [make("li", { className: "warning", textContent: `no person could be followed: ${clip.refusal}` })] : []),
  );
  $("about").parentElement.open = Boolean(clip.refusal || clip.warnings.length);
  $("concepts").hidden = !clip.motion || Boolean(clip.refusal);
  $("export-text").href = `${place(clip)}/conversation.txt`;
  $("export-lines").href = `${place(clip)}/conversation.jsonl`;
  $("export-overlay").hidden = !clip.has_overlay;
  $("export").open = false;
  showTracks(clip);
  $("turns").replaceChildren(...clip.turns.map(turnOf));
  showPending();
  player.show(clip.motion, clip.duration_s, clip.motion?.parts ?? []);
  $("log").scrollTop = $("log").scrollHeight;
}

// Stretches that overlap lie in rows below one another.
function rowsOf(stretches) {
  const rows = [];
  for (const one of [...stretches].sort((a, b) => a.begin_s - b.begin_s)) {
    const row = rows.find((row) => row.at(-1).end_s <= one.begin_s + 0.05);
    row ? row.push(one) : rows.push([one]);
  }
  return rows.slice(0, 4);
}

function showTracks(clip) {
  const room = $("tracks").clientWidth / 100;
  const track = (spans, slim) => {
    const node = make("div", { className: slim ? "track slim" : "track" });
    for (const span of spans) {
      const long = (100 * (span.end_s - span.begin_s)) / clip.duration_s, bar = make("b", { title: span.title, textContent: long * room > span.text.length * 7.5 + 12 ? span.text : "" });
      bar.style.setProperty("--from", `${(100 * span.begin_s) / clip.duration_s}%`);
      bar.style.setProperty("--long", `${long}%`);
      bar.style.setProperty("--hue", span.hue);
      bar.setAttribute("aria-hidden", "true");
      node.append(bar);
    }
    node.append(make("i", { className: "playhead" }));
    return node;
  };
  const rows = rowsOf(clip.stretches).map((row) => track(row.map((one) => ({ ...one, title: one.words, text: one.words, hue: hueOfWords(one.words) })), true));
  if (!rows.length) rows.push(track([], true));
  const concepts = clip.spans && track(clip.spans.map((one) => ({ ...one, title: conceptWords(one), text: `${one.code}`, hue: hueOf(one.code) })), false);
  $("tracks").replaceChildren(
    ...rows.flatMap((row, index) => [make("span", { textContent: index ? "" : "What happens" }), row]),
    ...(concepts ? [make("span", { textContent: "Concepts" }), concepts] : []),
  );
  $("concepts").setAttribute("aria-pressed", String(Boolean(clip.spans)));
  $("concepts").textContent = clip.spans ? "Hide the concepts" : "Show the concepts";
}

const conceptWords = (span) => `concept ${span.code}${span.name ? `: ${span.name}` : ""}`;
// Words tell tenths of seconds, so that a moment of theirs may come a little early.
const during = (spans, seconds, early = 1e-6) => (spans ?? []).filter((span) => span.begin_s <= seconds + early && seconds < span.end_s);

function moved(seconds) {
  if (current?.state !== "ready") return "";
  const happens = during(current.stretches, seconds, 0.051);
  const words = [...happens.map((one) => one.words), ...during(current.spans, seconds).map(conceptWords)].join(", ");
  $("now").textContent = words || "–";
  [...$("stretches").children].forEach((item, index) => {
    item.firstChild.classList.toggle("current", happens.includes(current.stretches[index]));
  });
  return words;
}

// Goes to a moment, and marks what it spans on the first track.
function goTo(begin, end = begin) {
  player.jump(begin);
  $("tracks").querySelector(".marked")?.remove();
  const mark = make("i", { className: "marked" });
  mark.style.setProperty("--from", `${(100 * begin) / current.duration_s}%`);
  mark.style.setProperty("--long", `${(100 * (end - begin)) / current.duration_s}%`);
  $("tracks").querySelector(".track")?.append(mark);
  $("stages").scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  announce(`at ${begin.toFixed(1)} seconds`);
}

/* ---- the conversation ---- */

function piecesOf(pieces) {
  return pieces.map((piece) => {
    if (piece.begin_s === undefined) return piece.text;
    const button = make("button", { type: "button", className: "moment", textContent: piece.text, title: "Go to this moment" });
    button.addEventListener("click", () => goTo(piece.begin_s, piece.end_s));
    return button;
  });
}

function turnOf(turn) {
  const evidence = turn.evidence.map((line) => make("li", { className: line.against ? "against" : "" }, ...piecesOf(line.pieces)));
  const answer = make("div", { className: "answer" }, make("span", { className: "away", textContent: "Answer: " }), make("p", {}, ...piecesOf(turn.answer)));
  if (evidence.length) answer.append(make("ul", { className: "evidence", ariaLabel: "Evidence" }, ...evidence));
  for (const text of turn.warnings.filter((text) => !current?.warnings.includes(text))) answer.append(make("p", { className: "warning", textContent: text }));
  const question = make("p", { className: "question" }, make("span", { className: "away", textContent: "Question: " }), turn.question);
  return make("li", { className: "turn" }, question, answer);
}

function showPending() {
  const asked = current?.asked;
  $("pending").hidden = !asked;
  if (asked) $("pending").firstChild.textContent = asked;
  $("pending-text").textContent = asked ? "…" : "";
  $("ask").querySelector("button").disabled = Boolean(asked);
  $("suggestions").hidden = Boolean(asked || current?.turns.length);
}

async function ask(question) {
  const clip = current;
  question = question.trim();
  if (!question || clip?.state !== "ready" || clip.asked) return;
  clip.asked = question;
  $("question").value = "";
  showPending();
  $("pending").scrollIntoView({ block: "nearest" });
  watchQueue(clip, question);
  try {
    const turn = await callJson(`${place(clip)}/questions`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ question }) });
    clip.turns.push(turn);
    if (clip === current) $("turns").append(turnOf(turn));
  } catch (error) {
    if (error.status === 410) fail(clip, error.message);
    else { complain(error.message); if (clip === current) $("question").value ||= question; }
  }
  clip.asked = null;
  if (clip !== current) return;
  showPending();
  const last = $("turns").lastChild;
  $("log").scrollTop = $("log").scrollHeight;
  if (matchMedia("(max-width: 1079px)").matches) last?.scrollIntoView({ block: "end", behavior: calm ? "auto" : "smooth" });
}

// Tells whoever waits long how many are served before.
async function watchQueue(clip, question) {
  for (await pause(800); clip.asked === question; await pause(1000)) {
    const told = await callJson(place(clip)).catch(() => ({}));
    if (clip === current && clip.asked === question) $("pending-text").textContent = told.ahead ? `waiting: ${told.ahead} before this one` : told.doing || "thinking …";
  }
}

async function toggleConcepts() {
  const clip = current;
  if (clip.spans) { clip.known = clip.spans; clip.spans = null; }
  else {
    $("concepts").disabled = true;
    try { clip.spans = clip.known ?? (await callJson(`${place(clip)}/concepts`)); } catch (error) { complain(error.message); }
    $("concepts").disabled = false;
  }
  if (clip !== current) return;
  showTracks(clip);
  player.render();
}

async function saveOverlay() {
  const clip = current, button = $("export-overlay"), words = button.textContent;
  button.disabled = true;
  button.textContent = "drawing …";
  announce("drawing the video with what was seen");
  try {
    const url = URL.createObjectURL(await (await call(`${place(clip)}/overlay`)).blob());
    make("a", { href: url, download: `${clip.name.replace(/\.[^.]*$/, "")}-overlay.mp4` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  } catch (error) { complain(error.message); }
  button.disabled = false;
  button.textContent = words;
}

/* ---- what a person does ---- */

const player = new Player(moved);
for (const text of SUGGESTIONS) {
  const button = make("button", { type: "button", textContent: text });
  button.addEventListener("click", () => { ask(text); $("question").focus(); });
  $("suggestions").append(make("li", {}, button));
}
$("ask").addEventListener("submit", (event) => { event.preventDefault(); ask($("question").value); });
$("concepts").addEventListener("click", toggleConcepts);
$("export-overlay").addEventListener("click", saveOverlay);
for (const id of ["add", "choose"]) $(id).addEventListener("click", () => $("file").click());
$("file").addEventListener("change", () => { addFiles([...$("file").files]); $("file").value = ""; });
$("footage").addEventListener("error", () => {
  if (!current?.has_video || current.plays === false) return;
  current.plays = false;  // no codec of this browser's: the server writes it anew
  $("footage").src = `${place(current)}/film`;
});
document.addEventListener("click", (event) => { if (!$("export").contains(event.target)) $("export").open = false; });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !$("export").open) return;
  $("export").open = false;
  $("export").firstElementChild.focus();
});
let depth = 0;
const dropping = (change) => { depth = Math.max(0, depth + change); document.body.classList.toggle("dropping", depth > 0); };
addEventListener("dragenter", () => dropping(1));
addEventListener("dragleave", () => dropping(-1));
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => { event.preventDefault(); depth = 0; dropping(0); addFiles([...event.dataTransfer.files]); });

(async () => {
  limits = await callJson("/api/limits").catch(() => limits);
  for (const id of JSON.parse(sessionStorage.getItem("clips") ?? "[]")) {
    const told = await callJson(`/api/clips/${encodeURIComponent(id)}`).catch(() => null);
    if (!told) continue;
    const clip = { turns: [], ...told };
    clips.set(clip, clip);
    follow(clip);
  }
  remember();
  select([...clips.keys()].at(-1) ?? null);
})();
