import numpy as np
import pytest
import torch

from humocon.data.mocap import LabelledClip
from humocon.data.windows import Windows, content_chances
from humocon.motion.features import standard_body
from humocon.motion.synthesis import synthesize


@pytest.fixture(scope="module")
def clips() -> list[LabelledClip]:
    return [
        LabelledClip(action, standard_body(synthesize(action, seed=2).to_clip().joints), action, {})
        for action in ("turn left", "bow", "jump")
    ]


def windows(clips: list[LabelledClip], num_poses: int = 20, **changes: object) -> Windows:
    settings = {"mask_share": 0.4, "mask_span": 1, "seed": 5}
    return Windows(clips, num_poses, **{**settings, **changes})


def test_a_window_is_a_function_of_seed_step_and_index_alone(clips: list[LabelledClip]):
    first, second = windows(clips), windows(clips)
    second.batch(1, range(3))  # what was drawn before does not matter
    one, other = first.batch(7, [0, 1, 2, 3]), second.batch(7, [3, 1])
    for name in ("inputs", "velocity", "hidden"):
        assert torch.equal(getattr(other, name)[0], getattr(one, name)[3])
        assert torch.equal(getattr(other, name)[1], getattr(one, name)[1])


def test_another_seed_step_or_index_is_another_window(clips: list[LabelledClip]):
    one = windows(clips).batch(7, [0]).inputs
    others = [
        windows(clips).batch(8, [0]),
        windows(clips).batch(7, [1]),
        windows(clips, seed=6).batch(7, [0]),
    ]
    assert not any(torch.equal(other.inputs, one) for other in others)


def test_a_batch_has_its_shapes(clips: list[LabelledClip]):
    batch = windows(clips, 90).batch(0, range(3)).to(torch.device("cpu"))  # longer than any clip
    assert batch.inputs.shape == (3, 90, 133)
    assert batch.velocity.shape == (3, 90, 66)
    assert batch.hidden.shape == (3, 90)
    assert batch.inputs.dtype == batch.velocity.dtype == torch.float32
    assert batch.inputs.isfinite().all()


@pytest.mark.parametrize(("share", "span", "number"), [(0.4, 1, 8), (0.4, 5, 10), (0.0, 1, 0), (1.0, 3, 20)])
def test_the_share_of_hidden_places_is_the_one_asked_for(
    clips: list[LabelledClip], share: float, span: int, number: int
):
    # 20 places: 8 of 20 alone; round(.4 * 4) = 2 runs of 5
    hidden = windows(clips, mask_share=share, mask_span=span).batch(0, range(4)).hidden
    assert hidden.sum(1).tolist() == [number] * 4


def test_hidden_places_come_in_runs(clips: list[LabelledClip]):
    hidden = windows(clips, mask_span=5).batch(0, range(8)).hidden
    runs = hidden.view(8, 4, 5)
    assert torch.equal(runs.all(-1), runs.any(-1))
    assert len({tuple(row) for row in hidden.tolist()}) > 1


def test_inputs_of_a_window_tell_its_velocity(clips: list[LabelledClip]):
    # Joint velocities of a pose are those that led to it: the velocity of the pose before, but for its own heading.
    batch = windows(clips, vary=False).batch(0, range(4))
    speed = batch.inputs[:, 1:, 67:].unflatten(-1, (22, 3)).norm(dim=-1)
    led = batch.velocity[:, :-1].unflatten(-1, (22, 3)).norm(dim=-1)
    torch.testing.assert_close(speed, led, rtol=1e-3, atol=1e-4)


def test_chances_grow_with_length_and_shrink_with_company():
    def clip(length: int, content: str) -> LabelledClip:
        return LabelledClip("", np.zeros((length, 22, 3), np.float32), content, {})

    chances = content_chances([clip(40, "walk"), clip(10, "walk"), clip(5, "bow")])
    weights = np.sqrt([20, 5, 5])
    assert chances.tolist() == pytest.approx((weights / weights.sum()).tolist())
