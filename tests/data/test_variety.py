import numpy as np

from humocon.data.augmentation import vary, vary_tempo
from humocon.data.labels import Label
from humocon.data.scenes import Scene
from humocon.data.variety import Variety
from humocon.motion.features import standard_body
from humocon.motion.synthesis import synthesize


def test_a_varied_tempo_is_at_most_twice_as_fast_or_slow_and_changes_on_the_way():
    steady = np.zeros((200, 22, 3), np.float32)
    steady[:, :, 2] = 0.05 * np.arange(200)[:, None]
    lengths, spreads = [], []
    for seed in range(20):
        varied = vary_tempo(steady, np.random.default_rng(seed), 0.35)
        steps = np.diff(varied[:, 0, 2])
        assert 0.0249 <= steps.min() <= steps.max() <= 0.1001
        assert 99 <= len(varied) <= 400
        assert np.array_equal(varied[0], steady[0])
        lengths.append(len(varied))
        spreads.append(float(np.std(np.log(steps))))
    assert min(lengths) < 170
    assert max(lengths) > 230
    assert np.median(spreads) > 0.1


def test_a_tempo_without_spread_changes_nothing():
    clip = standard_body(synthesize("bow", seed=2).to_clip().joints)
    assert vary_tempo(clip, np.random.default_rng(0), 0.0) is clip
    assert len(vary_tempo(clip[:1], np.random.default_rng(0), 0.5)) == 1


def test_what_was_filmed_gets_no_simulated_errors_on_top():
    clip = standard_body(synthesize("bow", seed=2).to_clip().joints)
    for filmed in (False, True):
        scene = Scene((Label("bow"),), (clip,), filmed)
        _, shown = vary(scene, np.random.default_rng(0), Variety(lifted=1.0))
        assert np.array_equal(shown, clip) == filmed
