from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM

from humocon.language.configuration import left_whole, outline
from humocon.model_folder import four_bits
from humocon.training.memory import (
    ParameterRow,
    activation_bytes,
    format_bytes,
    format_count,
    memory_rows,
    parameter_rows,
    parameter_table,
    training_memory,
)


class Toy(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.zeros(5))
        self.embedding = nn.Embedding(10, 4)
        self.hidden = nn.Linear(4, 4)
        self.norm = nn.Identity()
        self.head = nn.Linear(4, 10, bias=False)
        self.head.weight = self.embedding.weight
        self.embedding.requires_grad_(False)


def test_parameters_are_counted_on_the_meta_device_and_tied_ones_once():
    with torch.device("meta"):
        toy = Toy()
    assert parameter_table(toy) == [
        ParameterRow(name="(own)", num_parameters=5, num_trainable=5),
        ParameterRow(name="embedding", num_parameters=40, num_trainable=0),
        ParameterRow(name="hidden", num_parameters=20, num_trainable=20),
        ParameterRow(name="total", num_parameters=65, num_trainable=25),
    ]
    assert parameter_rows(toy)[-1] == ("total", "65", "25")


def test_full_training_in_fp32_takes_16_bytes_a_parameter():
    memory = training_memory(num_parameters=1000, num_trainable=1000, activations=77)
    assert (memory.weights, memory.gradients, memory.optimizer, memory.total) == (4000, 4000, 8000, 16077)


def test_frozen_4_bit_weights_cost_no_gradients():
    # 16,384 weights: 8,192 bytes of codes and 256 scales in fp32; 50 that stay in bf16; 100 that learn.
    memory = training_memory(
        num_parameters=16384 + 50 + 100, num_trainable=100, num_whole=50, activations=0, frozen_dtype="nf4"
    )
    assert memory.weights == 8192 + 4 * 256 + 2 * 50 + 400
    assert (memory.gradients, memory.optimizer) == (400, 800)


@pytest.mark.parametrize(("dtype", "name"), [(torch.bfloat16, "bf16"), (torch.float32, "fp32")])
def test_computed_4_bit_weights_are_those_that_bitsandbytes_makes(tmp_path: Path, dtype: torch.dtype, name: Any):
    config = LlamaConfig(
        vocab_size=500, hidden_size=128, intermediate_size=256, num_hidden_layers=2, num_attention_heads=4
    )
    LlamaForCausalLM(config).save_pretrained(tmp_path)
    model = AutoModelForCausalLM.from_pretrained(tmp_path, dtype=dtype, quantization_config=four_bits())
    held = sum(value.nbytes for value in model.parameters())
    packed: list[Any] = [value for value in model.parameters() if hasattr(value, "quant_state")]
    held += sum(value.quant_state.absmax.nbytes for value in packed)
    sketch = outline(config)
    memory = training_memory(
        num_parameters=sketch.num_parameters(),
        num_trainable=0,
        num_whole=left_whole(sketch),
        whole_dtype=name,
        activations=0,
        frozen_dtype="nf4",
    )
    assert memory.weights == held


def test_activations_follow_the_formula():
    def size(**changes: object) -> int:
        shape = {"batch": 2, "tokens": 8, "width": 16, "num_layers": 3}
        return activation_bytes(**(shape | changes))  # pyright: ignore[reportArgumentType]

    one_layer = 17 * 2 * 8 * 16 * 4
    assert size() == 3 * one_layer
    assert size(dtype="bf16") == 3 * one_layer // 2
    assert size(checkpointing=True) == 3 * 2 * 8 * 16 * 4 + one_layer


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (950, "950"), (999.6, "1.00K"), (12_345, "12.3K"), (999_600, "1.00M"), (8.03e9, "8.03B")],
)
def test_counts_have_three_figures(count: float, text: str):
    assert format_count(count) == text


@pytest.mark.parametrize(
    ("count", "text"), [(512, "512 B"), (12_300, "12.3 kB"), (4.56e6, "4.56 MB"), (139e9, "139 GB"), (2e12, "2.00 TB")]
)
def test_bytes_have_three_figures(count: float, text: str):
    assert format_bytes(count) == text


def test_memory_rows_end_with_the_total():
    rows = memory_rows(training_memory(num_parameters=10**6, num_trainable=0, activations=10**6, frozen_dtype="bf16"))
    assert rows == [
        ("weights", "2.00 MB"),
        ("gradients", "0 B"),
        ("optimizer", "0 B"),
        ("activations", "1.00 MB"),
        ("total", "3.00 MB"),
    ]
