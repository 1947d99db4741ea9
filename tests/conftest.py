"""Fixtures that every test may use."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from humocon.translate.config import BaseConfig

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(autouse=True)
def known_wordings_alone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions in unusual wordings are not read, whether or not this machine has what they are read by.

    Tests that ask for `sentence_encoder` are left alone.
    """
    if "sentence_encoder" not in request.fixturenames:
        monkeypatch.setattr("humocon.ask.asker.find_reader", lambda *_, **__: None)


@pytest.fixture(scope="session")
def sentence_encoder() -> Path:
    """The folder of the real sentence encoder; tests that need it are skipped where this machine has none."""
    from humocon.minilm import find_minilm

    folder = find_minilm()
    if folder is None:
        pytest.skip("the sentence encoder is not in the cache: humocon doctor --fetch")
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The development data folder beside the checkout; tests that need it are skipped where it is absent."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the development data folder is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def pose_networks() -> None:
    """The real pose networks; tests that need them are skipped where this machine has none in its cache."""
    from humocon.video.lifting.weights import missing_files

    if missing_files():
        pytest.skip("the pose networks are not in the cache: ask about a video once, with a network")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium; tests that need it are skipped where this machine has none, or no playwright."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def labelled_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one small labelled set of synthesized clips, as `humocon.data.mocap` describes it."""
    from humocon.motion.synthesis import synthesize

    folder = tmp_path_factory.mktemp("labelled")
    actions = {"wave left": "wave-left-hand", "squat": "squat", "walk": "walk", "bow": "bow", "jump": "jump"}
    counts, rows = [], []
    for number, split in enumerate(("train", "train", "val", "test")):
        for action, content in actions.items():
            counts.append(np.round(synthesize(action, seed=number).to_clip().joints[:50] / 0.001).astype(np.int16))
            rows.append({"id": f"{content}_{number}", "split": split, "content": content})
    start = np.cumsum([0, *map(len, counts)])
    np.savez(folder / "toy.npz", positions=np.concatenate(counts), start=start, unit=0.001)
    (folder / "toy.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


@pytest.fixture(scope="session")
def tiny_concepts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny stage-1 model with random weights."""
    import torch

    from humocon.concepts.configuration import ConceptConfig
    from humocon.concepts.model import ConceptModel
    from humocon.model_folder import save_concepts

    folder = tmp_path_factory.mktemp("concepts")
    torch.manual_seed(0)
    sizes = ConceptConfig(width=16, num_layers=2, num_heads=2, num_codes=8, window=4, classifier_hidden=8)
    save_concepts(ConceptModel(sizes), folder)
    return folder


@pytest.fixture(scope="session")
def used_concepts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny stage-1 model with random weights, whose 12 codes lie among the states of motions."""
    import torch

    from humocon.concepts.configuration import ConceptConfig
    from humocon.concepts.model import ConceptModel
    from humocon.model_folder import save_concepts
    from humocon.motion.features import pose_features
    from humocon.motion.synthesis import synthesize

    torch.manual_seed(0)
    sizes = ConceptConfig(width=16, num_layers=1, num_heads=2, num_codes=12, window=4, classifier_hidden=8)
    model = ConceptModel(sizes).eval()
    joints = [synthesize(action, seed=0).to_clip().joints for action in ("walk", "jump", "squat", "wave left")]
    features = torch.from_numpy(np.concatenate([pose_features(clip) for clip in joints]))
    with torch.no_grad():
        model.feature_mean.copy_(features.mean(0))
        model.feature_std.copy_(features.std(0).clamp(min=1e-3))
        states = model.encode(features[None])[0]
        model.codebook.vectors.copy_(states[torch.linspace(0, len(states) - 1, 12).long()])
    folder = tmp_path_factory.mktemp("used")
    save_concepts(model, folder)
    return folder


@pytest.fixture(scope="session")
def tiny_base() -> "BaseConfig":
    """The base of a tiny model of stage 2, which learns for one step."""
    from humocon.training.configuration import LearningConfig
    from humocon.translate.config import BaseConfig

    brief = LearningConfig(steps=1, learning_rate=1e-2, batch_size=4, warmup=1, log_every=1)
    return BaseConfig(learning=brief, num_texts=60, vocabulary=400, width=64, num_layers=2, num_heads=2, hidden=128)


@pytest.fixture(scope="session")
def translated(
    labelled_set: Path, tiny_concepts: Path, tiny_base: "BaseConfig", tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder of a tiny model of stage 2, which has hardly learned."""
    from humocon.translate.config import TranslateConfig
    from humocon.translate.loop import translate

    output = tmp_path_factory.mktemp("translated")
    config = TranslateConfig(
        data=labelled_set,
        output=output,
        concepts=tiny_concepts,
        base=tiny_base,
        learning=tiny_base.learning,
        device="cpu",
    )
    return translate(config)


@pytest.fixture
def watch_learning(monkeypatch: pytest.MonkeyPatch) -> Callable[[ModuleType], dict[str, bool]]:
    """Tells, for a stage, whether each tensor of the model, buffers included, changed while it last learned."""
    import torch
    from torch import nn

    def watch_stage(stage: ModuleType) -> dict[str, bool]:
        changed: dict[str, bool] = {}
        learn = stage.learn

        def watch(model: nn.Module, *args: Any, **options: Any) -> bool:
            before = {name: value.detach().clone() for name, value in model.state_dict().items()}
            main = learn(model, *args, **options)
            after = model.state_dict()
            assert before.keys() == after.keys()
            changed.clear()
            changed.update({name: not torch.equal(value, after[name]) for name, value in before.items()})
            return main

        monkeypatch.setattr(stage, "learn", watch)
        return changed

    return watch_stage
