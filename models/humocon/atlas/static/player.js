// Moves a skeleton, and the film it was read off, through time: by button, slider, keys, and pointer on the tracks.
"use strict";

class Player {
  // onMove: told each new time in seconds, tells in words what happens then.
  constructor(onMove) {
    for (const name of ["stage", "footage", "play", "scrub", "time", "speed", "tracks"]) this[name] = document.getElementById(name);
    this.onMove = onMove;
    this.view = { azimuth: -0.6, elevation: 0.14 };
    this.seconds = this.length = this.last = 0;
    this.playing = false;
    this.motion = null;
    this.parts = [];
    this.play.addEventListener("click", () => this.setPlaying(!this.playing));
    this.scrub.addEventListener("input", () => this.jump(Number(this.scrub.value)));
    document.addEventListener("keydown", (event) => this.pressed(event));
    this.tracks.addEventListener("pointerdown", (event) => this.pointed(event, true));
    this.tracks.addEventListener("pointermove", (event) => { if (event.buttons) this.pointed(event, false); });
    this.stage.addEventListener("pointerdown", (event) => this.stage.setPointerCapture(event.pointerId));
    this.stage.addEventListener("pointermove", (event) => { if (event.buttons) this.turn(event.movementX * 0.01, event.movementY * 0.005); });
    for (const name of ["seeked", "loadeddata"]) this.footage?.addEventListener(name, () => this.showFootage());
    addEventListener("resize", () => this.render());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readInk(); this.render(); });
  }

  // motion: packed, or null; parts: where in the file each part of the motion is, in seconds.
  show(motion, length, parts = [{ begin_s: 0, clip_s: 0, seconds: length }]) {
    this.setPlaying(false);
    this.motion = motion && unpack(motion);
    this.length = length;
    this.parts = parts;
    this.scrub.max = length;
    this.seek(0);
  }

  // The moment of the motion at a time of the file, and whether the motion shows that time at all.
  clipTime() {
    let nearest = 0, distance = Infinity;
    for (const part of this.parts) {
      const inside = Math.min(Math.max(this.seconds - part.begin_s, 0), part.seconds);
      const away = Math.abs(part.begin_s + inside - this.seconds);
      if (away < distance) [nearest, distance] = [part.clip_s + inside, away];
    }
    return [nearest, distance < 0.1];
  }

  render() {
    const [moment, seen] = this.clipTime();
    this.stage.classList.toggle("unseen", !seen);
    if (this.motion) draw(this.stage, this.motion, moment, this.view);
    this.showFootage();
    this.scrub.value = this.seconds;
    this.time.textContent = `${this.seconds.toFixed(2)} / ${this.length.toFixed(2)} s`;
    this.tracks.style.setProperty("--at", `${(100 * this.seconds) / this.length}%`);
    const words = this.onMove(this.seconds);
    this.scrub.setAttribute("aria-valuetext", `${this.seconds.toFixed(2)} seconds${words && `, ${words}`}`);
  }

  // The film is corrected where it falls behind.
  showFootage() {
    const film = this.footage;
    if (!film || film.readyState < 1) return;
    if (film.paused === this.playing) this.playing ? film.play().catch(() => {}) : film.pause();
    if (film.seeking) return;
    film.playbackRate = Number(this.speed.value);
    const wanted = Math.min(this.seconds + 0.02, this.length);
    if (Math.abs(film.currentTime - wanted) > (this.playing ? 0.2 : 0.015)) film.currentTime = wanted;
  }

  seek(seconds) { this.seconds = Math.min(Math.max(seconds, 0), this.length); this.render(); }

  jump(seconds) { this.setPlaying(false); this.seek(seconds); }

  turn(aside, up) {
    this.view.azimuth += aside;
    this.view.elevation = Math.min(Math.max(this.view.elevation + up, 0), 1.3);
    this.render();
  }

  setPlaying(on) {
    if (on && this.seconds >= this.length - 0.01) this.seek(0);
    this.playing = on;
    this.last = performance.now();
    this.play.textContent = on ? "Pause" : "Play";
    this.play.setAttribute("aria-pressed", String(on));
    this.showFootage();
    if (on) requestAnimationFrame((at) => this.tick(at));
  }

  tick(at) {
    if (!this.playing) return;
    this.seek(this.seconds + (Math.max(at - this.last, 0) / 1000) * Number(this.speed.value));
    this.last = at;
    this.seconds >= this.length ? this.setPlaying(false) : requestAnimationFrame((next) => this.tick(next));
  }

  pressed(event) {
    if (!this.play.offsetParent || event.target.matches("select, textarea, input:not([type=range]), [role=log]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 0.5 : 0.05;
    const jumps = { ArrowLeft: this.seconds - step, ArrowRight: this.seconds + step, Home: 0, End: this.length };
    const turns = { "[": -0.2, "]": 0.2 };
    if (event.key === " " && !event.target.matches("button, a, summary")) { event.preventDefault(); this.setPlaying(!this.playing); }
    else if (event.key in jumps) { event.preventDefault(); this.jump(jumps[event.key]); }
    else if (event.key in turns) this.turn(turns[event.key], 0);
  }

  pointed(event, begins) {
    const track = event.target.closest(".track");
    if (!track) return;
    if (begins) track.setPointerCapture(event.pointerId);
    const box = track.getBoundingClientRect();
    this.jump(((event.clientX - box.left) / box.width) * this.length);
  }
}
