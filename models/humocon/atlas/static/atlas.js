// The pages of the atlas: small skeletons and the grid. Data comes from scripts, not from requests: pages open from disk.
"use strict";

const atlas = { motions: {}, put(key, motion) { this.motions[key] = motion; } };
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

/* ---- small skeletons, moving while they can be seen ---- */

const visible = new Set();
function startThumbnails() {
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      isIntersecting ? visible.add(target) : visible.delete(target);
      if (isIntersecting) drawThumbnail(target, null);
    }
  }, { rootMargin: "60px" });
  for (const canvas of document.querySelectorAll("canvas[data-motion]")) if (atlas.motions[canvas.dataset.motion]) watcher.observe(canvas);
  if (calm) {
    const move = (event, on) => { const canvas = event.target.closest?.("a, figure")?.querySelector?.("canvas[data-motion]"); if (canvas) canvas.dataset.moving = on ? "1" : ""; };
    for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) document.addEventListener(name, (event) => move(event, on));
  }
  let last = 0;
  const tick = (now) => {
    requestAnimationFrame(tick);
    if (now - last < 33) return;
    last = now;
    for (const canvas of visible) if (!calm || canvas.dataset.moving) drawThumbnail(canvas, now / 1000);
  };
  requestAnimationFrame(tick);
}

function drawThumbnail(canvas, now) {
  const motion = unpack(atlas.motions[canvas.dataset.motion]);
  motion.trail = true;
  const length = (motion.frames - 1) / motion.fps, pause = 0.5;
  const seconds = now === null ? motion.peak : Math.min(now % (length + pause), length);
  draw(canvas, motion, seconds);
}

/* ---- the grid: search and order ---- */

function startGrid() {
  const grid = document.getElementById("grid");
  if (!grid) return;
  const cards = [...grid.children], search = document.getElementById("search"), order = document.getElementById("order");
  const unused = document.getElementById("unused"), count = document.getElementById("count");
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const card of cards) {
      const found = words.every((word) => card.dataset.words.includes(word)) && (unused.checked || card.dataset.usage !== "0");
      card.hidden = !found;
      shown += found;
    }
    count.textContent = `${shown} of ${cards.length} concepts`;
  };
  const sort = () => {
    const key = order.value, down = key === "usage" || key === "duration";
    const value = (card) => (key === "name" ? card.dataset.name || "\uffff" : Number(card.dataset[key]));
    const sorted = [...cards].sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      return (x < y ? -1 : x > y ? 1 : a.dataset.code - b.dataset.code) * (down ? -1 : 1);
    });
    grid.append(...sorted);
  };
  search.addEventListener("input", show);
  unused.addEventListener("change", show);
  order.addEventListener("change", sort);
  sort();
  show();
}

document.addEventListener("DOMContentLoaded", () => {
  readInk();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readInk(); for (const canvas of visible) drawThumbnail(canvas, null); });
  startGrid();
  startThumbnails();
});
