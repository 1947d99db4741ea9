import pytest
import torch

from humocon.errors import ConfigError
from humocon.training.divergence import stop_if_diverged


def test_finite_numbers_pass_and_the_loss_comes_back():
    assert stop_if_diverged(3, torch.tensor(1.5, dtype=torch.bfloat16), torch.tensor(2.0)) == 1.5


@pytest.mark.parametrize(("loss", "norm", "named"), [("nan", 1.0, "loss is nan"), (1.0, "inf", "gradients is inf")])
def test_a_run_that_diverged_stops_and_names_the_step(loss: float, norm: float, named: str):
    with pytest.raises(ConfigError, match=f"step 41: .*{named}; lower learning_rate") as caught:
        stop_if_diverged(41, torch.tensor(float(loss)), torch.tensor(float(norm)))
    assert "\n" not in str(caught.value)


def test_in_fp16_the_scaler_looks_after_the_norm():
    assert stop_if_diverged(1, torch.tensor(2.0), None) == 2.0
