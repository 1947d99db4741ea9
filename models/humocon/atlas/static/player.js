// The page of a clip: a skeleton, scrubbed together with the timeline of concepts.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const canvas = document.getElementById("stage"), scrub = document.getElementById("scrub");
  if (!canvas || !atlas.motions.clip) return;
  const play = document.getElementById("play"), time = document.getElementById("time"), speed = document.getElementById("speed");
  const now = document.getElementById("now"), head = document.querySelectorAll(".playhead"), tracks = document.querySelectorAll(".track");
  const motion = unpack(atlas.motions.clip), spans = atlas.spans, length = atlas.duration;
  const view = { azimuth: -0.6, elevation: 0.14 };
  const footage = document.getElementById("footage");
  let seconds = 0, playing = false, last = 0, shown = -1;

  const spanAt = () => {
    let low = 0, high = spans.length - 1;
    while (low < high) { const middle = (low + high + 1) >> 1; spans[middle].begin <= seconds + 1e-6 ? (low = middle) : (high = middle - 1); }
    return low;
  };
  const chips = document.querySelectorAll("#spans a");
  const render = () => {
    draw(canvas, motion, seconds, view);
    showFootage();
    scrub.value = seconds;
    time.textContent = `${seconds.toFixed(2)} / ${length.toFixed(2)} s`;
    for (const line of head) line.style.left = `${(100 * seconds) / length}%`;
    const index = spanAt(), span = spans[index];
    scrub.setAttribute("aria-valuetext", `${seconds.toFixed(2)} seconds, concept ${span.code} ${span.title}`);
    if (index === shown) return;
    chips[shown]?.classList.remove("current");
    chips[index]?.classList.add("current");
    shown = index;
    now.textContent = span.title ? `${span.code} · ${span.title}` : `concept ${span.code}`;
    now.href = span.href;
    now.style.setProperty("--hue", span.hue);
  };
  // Picture k of the film shows pose k, so both have one clock; the film is corrected where it falls behind.
  const showFootage = () => {
    if (!footage) return;
    if (footage.paused === playing) playing ? footage.play().catch(() => {}) : footage.pause();
    if (footage.seeking) return;
    footage.playbackRate = Number(speed.value);
    const wanted = Math.min(seconds + 0.02, length);
    if (Math.abs(footage.currentTime - wanted) > (playing ? 0.2 : 0.015)) footage.currentTime = wanted;
  };
  footage?.addEventListener("seeked", showFootage);
  footage?.addEventListener("loadeddata", showFootage);
  const seek = (value) => { seconds = Math.min(Math.max(value, 0), length); render(); };
  const setPlaying = (on) => {
    if (on && seconds >= length - 0.01) seek(0);
    playing = on;
    last = performance.now();
    play.textContent = on ? "Pause" : "Play";
    play.setAttribute("aria-pressed", String(on));
    showFootage();
    if (on) requestAnimationFrame(tick);
  };
  const tick = (at) => {
    if (!playing) return;
    seek(seconds + (Math.max(at - last, 0) / 1000) * Number(speed.value));
    last = at;
    seconds >= length ? setPlaying(false) : requestAnimationFrame(tick);
  };

  play.addEventListener("click", () => setPlaying(!playing));
  scrub.addEventListener("input", () => { setPlaying(false); seek(Number(scrub.value)); });
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("select, textarea, input:not([type=range])") || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 0.5 : 0.05;
    const keys = { ArrowLeft: () => seek(seconds - step), ArrowRight: () => seek(seconds + step), Home: () => seek(0), End: () => seek(length) };
    if (event.key === " " && !event.target.matches("button, a")) { event.preventDefault(); setPlaying(!playing); }
    else if (keys[event.key]) { event.preventDefault(); setPlaying(false); keys[event.key](); }
  });
  for (const track of tracks) {
    const to = (event) => { const box = track.getBoundingClientRect(); seek(((event.clientX - box.left) / box.width) * length); };
    track.addEventListener("pointerdown", (event) => { setPlaying(false); track.setPointerCapture(event.pointerId); to(event); });
    track.addEventListener("pointermove", (event) => { if (event.buttons) to(event); });
  }
  canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener("pointermove", (event) => {
    if (!event.buttons) return;
    view.azimuth += event.movementX * 0.01;
    view.elevation = Math.min(Math.max(view.elevation + event.movementY * 0.005, 0), 1.3);
    render();
  });
  addEventListener("resize", render);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", render);
  const asked = /^#t=([\d.]+)$/.exec(location.hash);
  seek(asked ? Number(asked[1]) : 0);
});
