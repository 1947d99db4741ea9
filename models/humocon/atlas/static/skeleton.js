// Draws a skeleton: packed motions (see packing.py) to positions, and poses to strokes on a canvas.
"use strict";

const PARENTS = [-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19];
const LEFT = new Set([1, 4, 7, 10, 13, 16, 18, 20]);
const RIGHT = new Set([2, 5, 8, 11, 14, 17, 19, 21]);
const TRAILS = [20, 21, 7, 8];
const JOINTS = 22;

/* ---- motions ---- */

// Turns a packed motion (see packing.py) into positions: Float32Array, frames x 22 x 3, metres.
function unpack(motion) {
  if (motion.positions) return motion;
  const bytes = Uint8Array.from(atob(motion.data), (letter) => letter.charCodeAt(0));
  const channels = (JOINTS - 1) * 3;
  const low = new Int16Array(bytes.buffer, 0, channels);
  const range = new Uint16Array(bytes.buffer, 2 * channels, channels);
  const root = new Int16Array(bytes.buffer, 4 * channels, 3 * motion.frames);
  const steps = new Uint8Array(bytes.buffer, 4 * channels + 6 * motion.frames);
  motion.positions = new Float32Array(motion.frames * JOINTS * 3);
  for (let frame = 0; frame < motion.frames; frame++) {
    const out = frame * JOINTS * 3;
    for (let axis = 0; axis < 3; axis++) motion.positions[out + axis] = root[3 * frame + axis] * motion.rootUnit;
    for (let channel = 0; channel < channels; channel++) {
      const offset = (low[channel] + (steps[frame * channels + channel] / 255) * range[channel]) * 0.0005;
      motion.positions[out + 3 + channel] = motion.positions[out + (channel % 3)] + offset;
    }
  }
  measure(motion);
  return motion;
}

// How high a motion reaches over the floor, and how far any joint goes from above the pelvis, both in metres.
function measure(motion) {
  motion.top = motion.reach = 0;
  for (let place = 0; place < motion.positions.length; place += 3) {
    const root = place - (place % (JOINTS * 3)), p = motion.positions;
    motion.top = Math.max(motion.top, p[place + 1]);
    motion.reach = Math.max(motion.reach, Math.hypot(p[place] - p[root], p[place + 2] - p[root + 2]));
  }
}

// Positions (66 numbers) at a time in seconds, between the two nearest frames.
function poseAt(motion, seconds) {
  const place = Math.min(Math.max(seconds * motion.fps, 0), motion.frames - 1);
  const before = Math.floor(place), share = place - before;
  const a = before * JOINTS * 3, b = Math.min(before + 1, motion.frames - 1) * JOINTS * 3;
  const pose = new Float32Array(JOINTS * 3);
  for (let i = 0; i < pose.length; i++) {
    pose[i] = motion.positions[a + i] * (1 - share) + motion.positions[b + i] * share;
  }
  return pose;
}

/* ---- drawing ---- */

const ink = {};
function readInk() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["left", "right", "bone", "floor", "trail"]) ink[name] = style.getPropertyValue(`--${name}`).trim();
}

function fit(canvas) {
  const ratio = Math.min(devicePixelRatio || 1, 2);
  const width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  return ratio;
}

// Looks at the motion from an angle; the person stays in the middle and the floor moves underneath.
function draw(canvas, motion, seconds, view = { azimuth: -0.6, elevation: 0.14 }) {
  const ratio = fit(canvas), pen = canvas.getContext("2d");
  const { width, height } = canvas;
  if (!width || !height) return;
  const pose = poseAt(motion, seconds);
  const cos = Math.cos(view.azimuth), sin = Math.sin(view.azimuth);
  const rise = Math.cos(view.elevation), lean = Math.sin(view.elevation);
  const [rootX, rootZ] = [pose[0], pose[2]];
  // All of the motion fits, whatever it does, with room for the head and for lines; most people are drawn alike large.
  const near = motion.reach * lean, tall = Math.max((motion.top + 0.16) * rise + 2 * near, 1.8), wide = Math.max(2 * motion.reach + 0.2, 1.5);
  const scale = Math.min((height * 0.94) / tall, (width * 0.96) / wide);
  const floor = height * 0.97 - scale * near;
  const project = (x, y, z) => {
    const across = (x - rootX) * cos + (z - rootZ) * sin, depth = -(x - rootX) * sin + (z - rootZ) * cos;
    return [width / 2 + scale * across, floor - scale * (y * rise - depth * lean), depth];
  };
  pen.clearRect(0, 0, width, height);
  pen.lineCap = pen.lineJoin = "round";
  drawFloor(pen, project, rootX, rootZ, ratio);
  if (motion.trail) drawTrails(pen, motion, pose, project, ratio);
  const points = Array.from({ length: JOINTS }, (_, j) => project(pose[3 * j], pose[3 * j + 1], pose[3 * j + 2]));
  const bones = PARENTS.map((_, child) => child).slice(1);
  bones.sort((a, b) => points[a][2] + points[PARENTS[a]][2] - points[b][2] - points[PARENTS[b]][2]);
  for (const child of bones) {
    pen.strokeStyle = LEFT.has(child) ? ink.left : RIGHT.has(child) ? ink.right : ink.bone;
    pen.lineWidth = scale * 0.05;
    pen.beginPath();
    pen.moveTo(points[PARENTS[child]][0], points[PARENTS[child]][1]);
    pen.lineTo(points[child][0], points[child][1]);
    pen.stroke();
  }
  const [neck, head] = [points[12], points[15]];
  const long = Math.hypot(head[0] - neck[0], head[1] - neck[1]) || 1;
  pen.fillStyle = ink.bone;
  pen.beginPath();
  pen.arc(head[0] + ((head[0] - neck[0]) / long) * scale * 0.05, head[1] + ((head[1] - neck[1]) / long) * scale * 0.05,
    scale * 0.085, 0, 7);
  pen.fill();
}

function drawFloor(pen, project, rootX, rootZ, ratio) {
  pen.strokeStyle = ink.floor;
  pen.lineWidth = ratio;
  const reach = 0.75, x0 = Math.floor(rootX / 0.5) * 0.5, z0 = Math.floor(rootZ / 0.5) * 0.5;
  const line = (ax, az, bx, bz) => {
    const a = project(ax, 0, az), b = project(bx, 0, bz);
    pen.beginPath(); pen.moveTo(a[0], a[1]); pen.lineTo(b[0], b[1]); pen.stroke();
  };
  for (let step = -1; step <= 2; step++) {
    const x = x0 + step * 0.5, z = z0 + step * 0.5;
    if (Math.abs(x - rootX) <= reach) line(x, rootZ - reach, x, rootZ + reach);
    if (Math.abs(z - rootZ) <= reach) line(rootX - reach, z, rootX + reach, z);
  }
}

// Where hands and feet go beside the body, over the whole motion.
function drawTrails(pen, motion, pose, project, ratio) {
  pen.lineWidth = 1.6 * ratio;
  for (const joint of TRAILS) {
    pen.strokeStyle = LEFT.has(joint) ? ink.left : ink.right;
    pen.globalAlpha = 0.28;
    pen.beginPath();
    for (let frame = 0; frame < motion.frames; frame++) {
      const at = frame * JOINTS * 3, point = at + joint * 3, p = motion.positions;
      const [x, y] = project(p[point] - p[at] + pose[0], p[point + 1], p[point + 2] - p[at + 2] + pose[2]);
      frame ? pen.lineTo(x, y) : pen.moveTo(x, y);
    }
    pen.stroke();
  }
  pen.globalAlpha = 1;
}
