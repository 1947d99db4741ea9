import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from humocon.ask.answerer import Answerer
from humocon.concepts.branches import Branches
from humocon.concepts.model import ConceptModel
from humocon.concepts.tower import to_patches
from humocon.errors import CheckpointError, DataError
from humocon.language import HumoconForConditionalGeneration, HumoconProcessor
from humocon.language.key_frames import fit_frames, follow, unstretch
from humocon.language.tokenizer import IGNORED
from humocon.language.video_branch import add_video, learn_video_projector
from humocon.model_folder import load_pretrained
from humocon.motion.clip import MotionClip
from humocon.video.clip import VideoClip, VideoSource
from humocon.video.write import write_video
from tests.tiny_video import TINY_VIDEO

QUESTION = "Is the person jumping?"
MESSAGES = [{"role": "user", "content": QUESTION}]
VIDEO = replace(TINY_VIDEO, temporal_layers=1, num_codes=8)


def video(num_frames: int, seed: int = 0, size: int = 16) -> VideoClip:
    frames = np.random.default_rng(seed).integers(0, 256, (num_frames, size, size, 3), dtype=np.uint8)
    times = np.arange(num_frames) / 5
    source = VideoSource(Path("jump.mp4"), "mp4", "h264", size, size, 25.0, num_frames / 5, 0)
    return VideoClip(frames, frames, times, times, source)


@pytest.fixture
def branches(concepts: ConceptModel) -> Branches:
    torch.manual_seed(5)
    return Branches(concepts, VIDEO).eval()


@pytest.fixture
def seeing(
    model: HumoconForConditionalGeneration, processor: HumoconProcessor, branches: Branches
) -> HumoconForConditionalGeneration:
    add_video(model, processor, branches, max_tokens=6)
    return model


def test_what_is_said_of_motion_stays_the_same(
    model: HumoconForConditionalGeneration,
    processor: HumoconProcessor,
    branches: Branches,
    make_clip: Callable[..., MotionClip],
):
    before_ids = processor(messages=MESSAGES, motion=make_clip(30))
    before = model(**before_ids).logits
    add_video(model, processor, branches)
    after_ids = processor(messages=MESSAGES, motion=make_clip(30))
    assert torch.equal(before_ids["input_ids"], after_ids["input_ids"])
    after = model(**after_ids).logits
    torch.testing.assert_close(after[..., : before.shape[-1]], before, rtol=1e-5, atol=1e-5)


def test_the_new_token_comes_last_and_has_a_row(seeing: HumoconForConditionalGeneration, processor: HumoconProcessor):
    assert processor.video_token_id == len(processor.tokenizer) - 1 == seeing.config.video_token_id
    assert seeing.get_input_embeddings().get_parameter("weight").shape[0] >= len(processor.tokenizer)
    assert seeing.config.get_text_config().vocab_size == seeing.get_output_embeddings().get_parameter("weight").shape[0]


def test_the_projector_starts_as_the_motions_own_of_a_pose_that_holds_still(
    seeing: HumoconForConditionalGeneration, branches: Branches
):
    state = torch.randn(16)
    assert branches.to_motion is not None
    assert seeing.video_projector is not None
    wanted = seeing.projector(branches.to_motion(state).repeat(4))
    torch.testing.assert_close(seeing.video_projector(state), wanted, rtol=1e-4, atol=1e-4)


def test_a_placeholder_may_stand_for_several_key_frames(
    model: HumoconForConditionalGeneration, processor: HumoconProcessor, branches: Branches, tmp_path: Path
):
    add_video(model, processor, branches, max_tokens=3, frames_per_token=2)
    assert [processor.num_key_frames(seconds) for seconds in (0.1, 1.0, 60.0)] == [2, 5, 6]
    assert [processor.num_video_tokens(count) for count in (1, 2, 5, 6, 9)] == [1, 1, 3, 3, 3]
    inputs = processor(messages=[MESSAGES] * 2, video=[video(5), video(9)])
    assert (inputs["input_ids"] == processor.video_token_id).sum(dim=1).tolist() == [3, 3]
    features, counts = model.get_video_features(inputs["video_values"], inputs["video_mask"])
    assert counts.tolist() == [3, 3]
    assert model.video_concepts is not None
    assert model.video_projector is not None
    states = model.video_concepts.encode(torch.from_numpy(video(5).frames)[None])[0]
    last = model.video_projector(torch.cat([states[4], states[4]]))  # an odd one stands for both
    torch.testing.assert_close(features[:3], torch.cat([model.video_projector(states[:4].view(2, -1)), last[None]]))
    # It starts as the motion's own would speak of poses that hold still, two for each of the key frames.
    assert branches.to_motion is not None
    told = branches.to_motion(states[:2])
    wanted = model.projector(told.repeat_interleave(2, dim=0).flatten())
    torch.testing.assert_close(features[0], wanted, rtol=1e-4, atol=1e-4)
    model.save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)
    loaded, again = load_pretrained(tmp_path)
    alone = model(**processor(messages=MESSAGES, video=video(5))).logits
    assert torch.equal(loaded(**again(messages=MESSAGES, video=video(5))).logits, alone)


def test_video_comes_before_motion_in_front_of_the_question(
    seeing: HumoconForConditionalGeneration, processor: HumoconProcessor, make_clip: Callable[..., MotionClip]
):
    inputs = processor(messages=MESSAGES, motion=make_clip(9), video=video(4))
    seen, moved = processor.video_token_id, processor.motion_token_id
    ids = inputs["input_ids"][0].tolist()
    assert [token for token in ids if token in (seen, moved)] == [seen] * 4 + [moved] * 3
    assert ids.index(seen) == 1, "right after the user's mark"
    assert inputs["video_values"].shape == (1, 4, 16, 16, 3)
    labelled, labels = processor.encode_conversation(3, [(QUESTION, "Yes."), (QUESTION, "No.")], 4)
    assert labelled[: len(ids) - 1] == ids[:-1]
    assert processor.tokenizer.decode([label for label in labels if label != IGNORED]) == "Yes.<|end|>No.<|end|>"
    assert all(label in (IGNORED, token) for label, token in zip(labels, labelled, strict=True))


def test_each_key_frame_takes_the_place_of_one_placeholder(seeing: HumoconForConditionalGeneration):
    values = torch.from_numpy(np.stack([video(5, 1).frames, video(5, 2).frames]))
    mask = torch.tensor([[True] * 5, [True] * 3 + [False] * 2])
    features, counts = seeing.get_video_features(values, mask)
    assert counts.tolist() == [5, 3]
    assert seeing.video_concepts is not None
    assert seeing.video_projector is not None
    alone = seeing.video_projector(seeing.video_concepts.encode(values[1:, :3]))[0]
    torch.testing.assert_close(features[5:], alone, rtol=1e-4, atol=1e-5)


def test_the_video_changes_the_answer_and_padding_does_not(
    seeing: HumoconForConditionalGeneration, processor: HumoconProcessor, make_clip: Callable[..., MotionClip]
):
    clips = [video(3, 1), video(6, 2)]
    together = seeing(**processor(messages=[MESSAGES] * 2, video=clips)).logits[:, -1]
    for row, clip in enumerate(clips):
        alone = seeing(**processor(messages=MESSAGES, video=clip)).logits[0, -1]
        torch.testing.assert_close(together[row], alone, rtol=1e-3, atol=1e-3)
    assert (together[0] - together[1]).abs().max() > 1e-3
    motion = make_clip(12)
    both = [seeing(**processor(messages=MESSAGES, motion=motion, video=clip)).logits[0, -1] for clip in clips]
    assert (both[0] - both[1]).abs().max() > 1e-3


@pytest.mark.parametrize("reads", ["features", "codes"])
def test_a_seeing_model_survives_saving(
    seeing: HumoconForConditionalGeneration, processor: HumoconProcessor, tmp_path: Path, reads: str
):
    seeing.config.reads = reads  # pyright: ignore[reportAttributeAccessIssue]
    seeing.save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)
    loaded, again = load_pretrained(tmp_path)
    inputs, same = (own(messages=MESSAGES, video=video(9, size=20)) for own in (processor, again))
    assert torch.equal(inputs["video_values"], same["video_values"])
    assert same["video_values"].shape[1] == 6, "of nine frames six are read"
    assert torch.equal(loaded(**same).logits, seeing(**inputs).logits)


def test_a_processor_of_another_model_is_noticed(
    seeing: HumoconForConditionalGeneration, processor: HumoconProcessor, tmp_path: Path
):
    seeing.save_pretrained(tmp_path)
    processor.video_token = None
    processor.save_pretrained(tmp_path)
    with pytest.raises(CheckpointError, match="video_token_id is .* in config.json and None"):
        load_pretrained(tmp_path)


@pytest.mark.parametrize(
    ("file", "name", "value"),
    [
        ("config.json", "frames_per_video_token", 0),
        ("config.json", "max_video_tokens", "many"),
        ("config.json", "video_surprise_limit", "low"),
        ("config.json", "video_surprise_limit", float("nan")),
        ("processor_config.json", "frames_per_video_token", 2),
        ("processor_config.json", "video_fps", "fast"),
        ("processor_config.json", "video_size", 0.5),
    ],
)
def test_settings_that_cannot_be_are_told(
    seeing: HumoconForConditionalGeneration,
    processor: HumoconProcessor,
    tmp_path: Path,
    file: str,
    name: str,
    value: object,
):
    seeing.config.video_surprise_limit = 0.1
    seeing.save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)
    path = tmp_path / file
    settings = json.loads(path.read_text())
    assert name in settings
    path.write_text(json.dumps(settings | {name: value}))
    with pytest.raises(CheckpointError, match=name):
        load_pretrained(tmp_path)


def test_only_the_videos_projector_learns(seeing: HumoconForConditionalGeneration):
    learn_video_projector(seeing)
    names = [name for name, value in seeing.named_parameters() if value.requires_grad]
    assert names == ["video_projector.weight", "video_projector.bias"]


def test_answers_are_given_about_a_video_a_motion_or_both(
    seeing: HumoconForConditionalGeneration, processor: HumoconProcessor, make_clip: Callable[..., MotionClip]
):
    answerer = Answerer(seeing, processor)
    assert answerer.reads_video
    assert [processor.num_key_frames(seconds) for seconds in (0.1, 1.0, 60.0)] == [2, 5, 6]
    samples = [(make_clip(12), None), (None, video(4)), (make_clip(12), video(4))]
    clips, videos = zip(*samples, strict=True)
    together = answerer.answer(clips, [QUESTION] * 3, videos=videos, max_new_tokens=6)
    for (clip, seen), answer in zip(samples, together, strict=True):
        assert answerer.answer([clip], [QUESTION], videos=[seen], max_new_tokens=6) == [answer]
        assert answerer.answer([clip], [MESSAGES], videos=[seen], max_new_tokens=6) == [answer]
    assert answerer.answer([clips[0]], [QUESTION], max_new_tokens=6) == together[:1]


def test_a_video_unlike_those_it_learned_from_is_not_looked_at(
    seeing: HumoconForConditionalGeneration, processor: HumoconProcessor, tmp_path: Path
):
    path = tmp_path / "noise.mp4"
    write_video(path, video(20, size=32).frames, 10.0)
    answerer = Answerer(seeing, processor)
    seen = answerer.look(path)
    assert seen is not None
    assert seen.num_frames == 6
    concepts = seeing.video_concepts
    assert concepts is not None
    surprise = float(concepts.surprise(torch.from_numpy(seen.frames.copy())[None]))
    # What the decoder makes of the codes alone, against the frames themselves.
    seeing.requires_grad_(False)
    images = concepts.normalise(torch.from_numpy(seen.frames.copy())[None])
    vectors = concepts.codebook.vectors[concepts.codes(concepts.encoder(images))]
    patches = to_patches(images[0], 8).flatten(1)
    assert surprise == pytest.approx(float((concepts.decoder(vectors)[0] - patches).square().median()), rel=1e-4)
    seeing.config.video_surprise_limit = 1.01 * surprise
    assert answerer.look(path) is not None
    seeing.config.video_surprise_limit = 0.99 * surprise
    assert answerer.look(path) is None


def test_an_unseen_video_is_refused_in_one_line(model: HumoconForConditionalGeneration, processor: HumoconProcessor):
    answerer = Answerer(model, processor)
    assert not answerer.reads_video
    with pytest.raises(DataError, match=r"^jump.mp4: this model sees no video"):
        answerer.answer([None], [QUESTION], videos=[video(4)])
    with pytest.raises(ValueError, match="sees no video"):
        processor(messages=MESSAGES, video=video(4))


def test_a_forgotten_video_is_noticed(seeing: HumoconForConditionalGeneration, processor: HumoconProcessor):
    inputs = processor(messages=MESSAGES, video=video(4))
    kept = {name: inputs[name] for name in ("input_ids", "attention_mask")}
    with pytest.raises(ValueError, match="no video_values"):
        seeing.generate(**kept, max_new_tokens=1)  # pyright: ignore[reportAttributeAccessIssue]


def test_branches_that_do_not_fit_are_refused(
    model: HumoconForConditionalGeneration, processor: HumoconProcessor, concepts: ConceptModel
):
    with pytest.raises(CheckpointError, match="have no video branch"):
        add_video(model, processor, Branches(concepts))


def test_a_clip_is_cut_to_where_something_moves():
    frames = np.full((6, 40, 60, 3), 90, np.uint8)
    for place in range(6):
        frames[place, 10:22, 30 + place : 36 + place] = 250
    cut = follow(frames)
    # 11 or 12 pixels in which it moves, at least 0.3 of 40, and 15 percent more on each side
    assert 12 <= cut.shape[1] == cut.shape[2] <= 18
    assert all((frame == 250).any(axis=-1).sum() == 12 * 6 for frame in cut)
    assert follow(np.full((6, 40, 60, 3), 90, np.uint8)).shape == (6, 40, 60, 3)
    assert fit_frames(frames, 4, 16, follows=True).shape == (4, 16, 16, 3)


def test_stretched_frames_get_the_shape_of_their_video_back():
    frames = np.zeros((2, 32, 32, 3), np.uint8)
    assert unstretch(frames, 16 / 9).shape == (2, 18, 32, 3)
    assert unstretch(frames, 0.5).shape == (2, 32, 16, 3)
    assert unstretch(frames, 1.0) is frames
    assert unstretch(frames[:, :20], 1.0).shape == (2, 20, 32, 3), "was not stretched"


def test_frames_of_another_kind_are_refused():
    for frames in (np.zeros((2, 8, 8), np.uint8), np.zeros((2, 8, 8, 3), np.float32), np.zeros((0, 8, 8, 3), np.uint8)):
        with pytest.raises(ValueError, match="expected key frames"):
            fit_frames(frames, 4, 16)
