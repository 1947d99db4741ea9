"""Pairs of video and motion for stage 1: rendered from motion clips, or found as files of the same name.

Legend: B pairs, T key frames, S side of a frame, K poses, F feature numbers, V velocity numbers.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import torch

from humocon.concepts.branches import PairBatch
from humocon.data.compose import mirror
from humocon.data.frame_pair_store import FramePair, PreparedFramePairs
from humocon.data.windows import Windows, hide
from humocon.errors import DataError
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.features import FEATURE_DIM, VELOCITY_DIM, pose_features, pose_velocity, standard_body
from humocon.motion.read import find_motions, read_motion
from humocon.video.flow import optical_flow
from humocon.video.read import is_video, iterate_frames, probe
from humocon.video.rendering import render_motion

Render = Callable[[np.ndarray, np.ndarray, int, int], Iterator[np.ndarray]]
"""(joints (K, 22, 3), numbers of the poses wanted, seed, size) to a frame (size, size, 3) uint8 for each of those."""


def render_random(joints: np.ndarray, only: np.ndarray, seed: int, size: int) -> Iterator[np.ndarray]:
    """Frames of a lit and clothed body, whose camera, clothes, background and light the seed chooses."""
    return render_motion(joints, seed=seed, size=size, fps=CANONICAL_FPS, look="random", only=only.tolist())


def render_plain(joints: np.ndarray, only: np.ndarray, seed: int, size: int) -> Iterator[np.ndarray]:
    """Frames of always the same person in the same room, from a side that the seed chooses."""
    azimuth = float(np.random.default_rng(seed).uniform(0, 360))
    return render_motion(joints, size=size, fps=CANONICAL_FPS, look="plain", azimuth=azimuth, only=only.tolist())


LOOKS: dict[Literal["plain", "random"], Render] = {"plain": render_plain, "random": render_random}


class RenderedFramePairs:
    """Any number of rendered pairs, each made from (seed, number) alone.

    T `num_key_frames` of side S `size`, evenly spaced over the K poses of a window, and the frames right after them are
    rendered; `flow_size` is the side of the optical flow.
    """

    def __init__(
        self,
        windows: Windows,
        num_key_frames: int,
        *,
        size: int,
        flow_size: int,
        seed: int,
        render: Render = render_random,
    ) -> None:
        if num_key_frames > windows.num_poses - 1:
            raise ValueError(f"{windows.num_poses} poses cannot give {num_key_frames} key frames with one after each")
        self.windows, self.num_key_frames, self.size, self.flow_size = windows, num_key_frames, size, flow_size
        self.seed, self.render = seed, render

    def pair(self, number: int) -> FramePair:
        """The pair with a number."""
        rng = np.random.default_rng([self.seed, 1 << 41, number])
        joints, spans = self.windows.poses(rng)
        places = np.linspace(0, len(joints) - 2, self.num_key_frames).round().astype(np.int64)
        shown = np.stack([places, places + 1], axis=1).flatten()
        frames = np.stack(list(self.render(joints, shown, int(rng.integers(1 << 31)), self.size)))
        flow = optical_flow(frames[::2], frames[1::2], self.flow_size)
        row = {"spans": [[begin, end, content] for begin, end, content in spans]}
        return FramePair(frames[::2], flow.astype(np.float16), joints, places, row)


class RecordedFramePairs:
    """Windows of real videos, with the motion of the file of the same stem where there is one.

    A video is cut into windows of K poses one after the other; where its motion is shorter than a window, or there is
    none, the video counts alone. `summary` tells how many of the folder's files meet, and what is left out.

    Args:
        folder: videos and motion files, `walk.mp4` beside `walk.npz`.
        num_poses: K.
        num_key_frames: T.
        size: S.
        flow_size: side of the optical flow.
        held_out: the twentieth of the videos kept for validation (at least one), instead of the others.

    Raises:
        DataError: there is no video that is long enough, or a file cannot be read.
    """

    def __init__(
        self, folder: Path, num_poses: int, num_key_frames: int, *, size: int, flow_size: int, held_out: bool
    ) -> None:
        self.num_poses, self.num_key_frames, self.size, self.flow_size = num_poses, num_key_frames, size, flow_size
        self._duration_s = num_poses / CANONICAL_FPS
        videos = _videos(folder)
        kept = [path for place, path in enumerate(videos) if (place % 20 == len(videos[:20]) - 1) == held_out]
        motions = {path.with_suffix(""): path for path in find_motions(folder) if path not in set(videos)}
        self.windows = [
            (path, motions.get(path.with_suffix("")), number * self._duration_s)
            for path in kept or videos
            for number in range(int(probe(path).duration_s / self._duration_s + 1e-6))
        ]
        self.summary = _summary(folder, [path.with_suffix("") for path in videos], list(motions))
        if short := len({*(kept or videos)} - {path for path, *_ in self.windows}):
            self.summary += f"; left out as shorter than {self._duration_s:g} s: {short:,}"
        if not self.windows:
            raise DataError(f"{folder}: no video of {self._duration_s:g} s or more; name the videos with video.folder")

    def __len__(self) -> int:
        """Number of pairs."""
        return len(self.windows)

    def pair(self, number: int) -> FramePair:
        """The pair with a number."""
        path, motion, begin_s = self.windows[number]
        times, frames = self._frames(path, begin_s)
        wanted = begin_s + (np.arange(self.num_key_frames) + 0.5) * self._duration_s / self.num_key_frames
        places = np.abs(times[:, None] - wanted).argmin(axis=0)
        after = np.minimum(places + 1, len(frames) - 1)
        flow = optical_flow(frames[places], frames[after], self.flow_size).astype(np.float16)
        joints = np.zeros((0, 22, 3), np.float32)
        first = round(begin_s * CANONICAL_FPS)
        if motion is not None:
            whole = standard_body(read_motion(motion).joints)
            joints = whole[first : first + self.num_poses]
        if len(joints) < self.num_poses:
            align = np.zeros(self.num_key_frames, np.int64)
            return FramePair(frames[places], flow, joints[:0], align, {"video": path.name})
        align = np.rint(times[places] * CANONICAL_FPS).astype(np.int64) - first
        return FramePair(frames[places], flow, joints, align.clip(0, self.num_poses - 1), {"video": path.name})

    def _frames(self, path: Path, begin_s: float) -> tuple[np.ndarray, np.ndarray]:
        """Times (N,) and frames (N, S, S, 3) of a window, its last frame's successor included where there is one."""
        times, frames = [], []
        for time, frame in iterate_frames(path, begin_s=begin_s, end_s=begin_s + self._duration_s + 0.2):
            times.append(time)
            frames.append(cv2.resize(frame, (self.size, self.size), interpolation=cv2.INTER_AREA))
        if not frames:
            raise DataError(f"{path}: no frame after {begin_s:g} s; the video is damaged, remove it")
        return np.array(times), np.stack(frames)


class FramePairs:
    """Batches of prepared pairs, drawn by (seed, step, index) alone.

    Args:
        prepared: the pairs.
        num_poses: K.
        mask_share: share of hidden places of both modalities, σ.
        mask_span: hidden poses come in runs of this length; hidden key frames are single.
        seed: of what is drawn.
        vary: change sides and colours; off for validation.
        colours: how much the colours are changed, 0 to 1.
    """

    def __init__(
        self,
        prepared: PreparedFramePairs,
        num_poses: int,
        *,
        mask_share: float,
        mask_span: int,
        seed: int,
        vary: bool = True,
        colours: float = 1.0,
    ) -> None:
        self.colours = colours
        self.prepared, self.num_poses, self.seed, self.vary = prepared, num_poses, seed, vary
        self.mask_share, self.mask_span = mask_share, mask_span
        self.all_paired = all(len(prepared.pair(number).joints) for number in range(len(prepared)))

    def batch(self, step: int, indices: Iterable[int]) -> PairBatch:
        """The pairs with the given indices of the global batch of one step."""
        rngs = [np.random.default_rng([self.seed, step, 1 << 42, index]) for index in indices]
        drawn = [(self.prepared.pair(int(rng.integers(len(self.prepared)))), rng) for rng in rngs]
        return self.collate([_varied(pair, rng, self.colours) if self.vary else pair for pair, rng in drawn], rngs)

    def fixed(self, numbers: Iterable[int]) -> PairBatch:
        """Pairs by their number, as they are."""
        pairs = {number: self.prepared.pair(number) for number in numbers}
        return self.collate(list(pairs.values()), [np.random.default_rng([self.seed, number]) for number in pairs])

    def collate(self, pairs: list[FramePair], rngs: list[np.random.Generator]) -> PairBatch:
        """Put pairs together; the generators choose what is hidden."""
        inputs = np.zeros((len(pairs), self.num_poses, FEATURE_DIM), np.float32)
        velocity = np.zeros((len(pairs), self.num_poses, VELOCITY_DIM), np.float32)
        for place, pair in enumerate(pairs):
            if len(pair.joints):
                inputs[place], velocity[place] = pose_features(pair.joints), pose_velocity(pair.joints)
        num_frames = len(pairs[0].frames)
        hidden_frames = np.stack([hide(num_frames, self.mask_share, 1, rng) for rng in rngs])
        hidden = np.stack([hide(self.num_poses, self.mask_share, self.mask_span, rng) for rng in rngs])
        paired = torch.tensor([len(pair.joints) > 0 for pair in pairs])
        return PairBatch(
            frames=torch.from_numpy(np.stack([pair.frames for pair in pairs])),
            flow=torch.from_numpy(np.stack([pair.flow for pair in pairs]).astype(np.float32)).flatten(2),
            hidden_frames=torch.from_numpy(hidden_frames),
            inputs=torch.from_numpy(inputs),
            velocity=torch.from_numpy(velocity),
            hidden=torch.from_numpy(hidden),
            align=torch.from_numpy(np.stack([pair.align for pair in pairs])),
            paired=None if self.all_paired else paired,
        )


def _varied(pair: FramePair, rng: np.random.Generator, colours: float) -> FramePair:
    """The pair in other colours and, half of the time, seen in a mirror: frames, flow and motion alike."""
    frames, flow, joints = np.asarray(pair.frames), np.asarray(pair.flow), np.asarray(pair.joints)
    if rng.random() < 0.5:
        frames = frames[:, :, ::-1]
        flow = flow[..., ::-1] * np.array([-1, 1], flow.dtype)[:, None, None]
        joints = mirror(joints)
    return FramePair(vary_colours(frames, rng, colours), flow, joints, pair.align, pair.row)


def vary_colours(frames: np.ndarray, rng: np.random.Generator, strength: float = 1.0) -> np.ndarray:
    """Another light and another camera's colours: (V, S, S, 3) uint8 -> the same."""
    gain = (1 + strength * rng.uniform(-0.3, 0.3, 3)) * (1 + strength * rng.uniform(-0.2, 0.2))
    shift = strength * rng.uniform(-25, 25)
    table = (np.arange(256)[:, None] * gain + shift).clip(0, 255).astype(np.uint8)
    return table[frames, np.arange(3)]


def _summary(folder: Path, videos: list[Path], motions: list[Path]) -> str:
    """How many videos have a motion beside them, all without their suffix, and how many of either have no partner."""
    seen, known = set(videos), set(motions)
    alone, unseen = sum(path not in known for path in videos), len(known - seen)
    return (
        f"{folder}: of {len(videos):,} videos {len(videos) - alone:,} with a motion of the same name, {alone:,} used "
        f"alone; of {len(known):,} motions {unseen:,} without a video, left out"
    )


def _videos(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise DataError(f"{folder}: no such folder of videos; name it with video.folder")
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and is_video(path)]
