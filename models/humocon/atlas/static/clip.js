// The page of a clip: the player, and what its concepts are as it moves.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  if (!atlas.motions.clip) return;
  const now = document.getElementById("now"), chips = document.querySelectorAll("#spans a"), spans = atlas.spans;
  let shown = -1;
  const spanAt = (seconds) => {
    let low = 0, high = spans.length - 1;
    while (low < high) { const middle = (low + high + 1) >> 1; spans[middle].begin <= seconds + 1e-6 ? (low = middle) : (high = middle - 1); }
    return low;
  };
  const player = new Player((seconds) => {
    const index = spanAt(seconds), span = spans[index];
    if (index !== shown) {
      chips[shown]?.classList.remove("current");
      chips[index]?.classList.add("current");
      shown = index;
      now.textContent = span.title ? `${span.code} · ${span.title}` : `concept ${span.code}`;
      now.href = span.href;
      now.style.setProperty("--hue", span.hue);
    }
    return `concept ${span.code} ${span.title}`;
  });
  player.show(atlas.motions.clip, atlas.duration);
  const asked = /^#t=([\d.]+)$/.exec(location.hash);
  if (asked) player.seek(Number(asked[1]));
});
