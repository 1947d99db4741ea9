"""Part 7: the shape of Llama-3.1-8B with random weights, in bf16 and NF4: answering with it, and tuning it.

Times are by the clock on the wall. Peak memory is torch's own count on a GPU, and that of the whole process on a CPU,
where a step is measured in fewer sizes: it takes minutes.
"""

import gc
import os
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from transformers import LlamaConfig

from benchmarks.answering import embedded, plain, project
from benchmarks.measure import interleave
from benchmarks.memory import available_bytes, forget_peak, peak
from benchmarks.rows import Row, Table, timed_rows
from benchmarks.small_models import Built, linear_bytes, llama_8b, prompt_of, random_model
from humocon.language.lora import add_lora, leave_unpacked
from humocon.language.modeling import HumoconForConditionalGeneration

LEAST_BYTES = 20e9
TOKENS_PER_SAMPLE = 1024
TITLE = "Llama-3.1-8B's shape, random weights"


def run(quick: bool) -> Iterator[Table]:
    """On a GPU, or else on all cores of a CPU; skipped with a line where there is too little memory."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    total = torch.cuda.get_device_properties(0).total_memory if device == "cuda" else available_bytes()
    if total < LEAST_BYTES:
        yield Table(title=TITLE, notes=[f"skipped: {total / 1e9:.0f} GB of memory here, of {LEAST_BYTES / 1e9:.0f}"])
        return
    threads = torch.get_num_threads()
    if device == "cpu":
        torch.set_num_threads(os.cpu_count() or 1)
    long = device == "cuda" and not quick
    for precision in ("bf16", "NF4"):
        built = build(llama_8b(), device, precision)
        yield prefill(built, precision)
        yield decode(built, precision, num_tokens=128 if long else 8)
        del built
        _free(device)
        if device == "cuda" or precision == "NF4":  # in bf16 a step takes more than the 20 GB
            # Built anew: no gradient passes through 4-bit layers that have answered on a CPU, see `leave_unpacked`.
            yield tune(build(llama_8b(), device, precision), precision, batch_sizes=(1, 4, 16) if long else (1,))
            _free(device)
    torch.set_num_threads(threads)


def build(shape: LlamaConfig, device: str, precision: str) -> Built:
    """A model with random weights behind the concepts of the model that ships."""
    built = random_model(shape, device=device, dtype=torch.bfloat16)
    if precision == "NF4":
        quantize(built.model.language_model, device)
        built.model.eval()  # the new layers, too: on a CPU they are fast in that mode alone
    return built


def prefill(built: Built, precision: str, rounds: int = 3) -> Table:
    """Reading one question, and eight together: tokens a second, and the peak memory of the latter."""
    model, processor = built
    device = model.device.type
    prompts = {size: prompt_of(model, processor, size) for size in (1, 8)}
    length = prompts[1]["input_ids"].shape[1]

    @torch.inference_mode()
    def read(inputs: dict[str, Tensor]) -> object:
        return model(**inputs, logits_to_keep=1)

    cases = {f"batch {size}": lambda inputs=inputs: read(inputs) for size, inputs in prompts.items()}
    _free(device)
    timings = interleave(cases, rounds=rounds, clock="wall")
    memory = {"batch 8": _peak(device)}
    rows = [
        row
        for (name, timing), size in zip(timings.items(), prompts, strict=True)
        for row in timed_rows({name: timing}, per_call=size * length, unit="tokens", memory=memory)
    ]
    return Table(title=f"{TITLE}: prefill of {length} tokens, {precision}", rows=rows, notes=_place(device))


def copied_a_second(device: str) -> float:
    """Bytes a second that the device reads and writes when it copies its own memory: the most that reading reaches."""
    num_bytes = 1 << 30  # more than any cache holds
    source = torch.zeros(num_bytes, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    timing = interleave({"copy": lambda: target.copy_(source)}, rounds=3, clock="wall")["copy"]
    return 2 * num_bytes / timing.seconds


def decode(built: Built, precision: str, num_tokens: int, rounds: int = 3) -> Table:
    """Tokens a second of the project's path, of plain `generate`, and of a compiled static cache."""
    model, processor = built
    device, inputs = model.device.type, prompt_of(model, processor, 1)
    language_model, read = model.language_model, embedded(model, inputs)
    eight = prompt_of(model, processor, 8)
    cases: dict[str, Callable[[], object]] = {
        "ours": lambda: project(model, inputs, num_tokens),
        "ours, batch 8 (tokens of one row)": lambda: project(model, eight, num_tokens),
        "plain generate": lambda: plain(model, inputs, num_tokens),
    }
    if device == "cuda":  # compiled by transformers itself; on a CPU it would only be a cache of fixed size
        cases["plain generate, static cache, compiled"] = lambda: plain(
            language_model, read, num_tokens, cache_implementation="static"
        )
    _free(device)
    timings = interleave(cases, rounds=rounds, clock="wall")
    rows = timed_rows(timings, per_call=num_tokens, unit="tokens", memory=dict.fromkeys(["ours"], _peak(device)))
    weights = linear_bytes(language_model)
    reached, most = weights * num_tokens / timings["ours"].seconds, copied_a_second(device)
    notes = [
        f"one token reads {weights / 1e9:.2f} GB of weights; ours reads {reached / 1e9:,.0f} GB/s, "
        f"{reached / most:.0%} of what copying memory reaches (memory-bandwidth floor)"
    ]
    title = f"{TITLE}: decode of {num_tokens} tokens, {precision}"
    return Table(title=title, rows=rows, notes=notes + _place(device))


def tune(built: Built, precision: str, batch_sizes: tuple[int, ...]) -> Table:
    """Peak memory of one LoRA step with checkpointing, answers of 64 tokens in samples of 1,024."""
    model, device = built.model, built.model.device.type
    adapted = add_lora(model, rank=16)
    model.activation_checkpointing_enable()
    model.language_model.enable_input_require_grads()
    adapted.train()
    rows = []
    for size in batch_sizes:
        _free(device)
        try:
            timing = interleave({"step": lambda size=size: _step(model, size, device)}, rounds=1, clock="wall")
        except torch.cuda.OutOfMemoryError:
            rows.append(Row(case=f"batch {size}", note="out of memory"))
            continue
        rate = f"{size * TOKENS_PER_SAMPLE / timing['step'].seconds:,.0f} tokens/s"
        rows.append(Row(case=f"batch {size}", seconds=timing["step"].seconds, rate=rate, memory=_peak(device)))
    title = f"{TITLE}: one step of LoRA, rank 16, samples of {TOKENS_PER_SAMPLE:,} tokens, {precision}, checkpointing"
    return Table(
        title=title, rows=rows, notes=["the head is computed on the answers' 64 tokens alone", *_place(device)]
    )


def quantize(model: nn.Module, device: str) -> None:
    """Put NF4 layers in the place of the linear ones, the head apart, as loading in 4 bits does."""
    from bitsandbytes.nn.modules import Linear4bit, Params4bit

    # The layers themselves are not listed: each is freed as it is replaced.
    for module in [module for module in model.modules() if type(module) is not nn.Linear]:
        linear = {name: child for name, child in module.named_children() if type(child) is nn.Linear}
        linear.pop("lm_head", None)
        for name, child in linear.items():
            layer = Linear4bit(
                child.in_features, child.out_features, bias=False, compute_dtype=torch.bfloat16, quant_type="nf4"
            )
            weight = child.weight.data.cpu()  # it is quantized on its way to the device
            layer.weight = Params4bit(weight, requires_grad=False, quant_type="nf4", module=layer)  # pyright: ignore[reportCallIssue]
            setattr(module, name, layer.to(device))
    leave_unpacked(model, for_training=False)
    gc.collect()


def _step(model: HumoconForConditionalGeneration, size: int, device: str) -> None:
    words = model.get_input_embeddings()
    tokens = torch.randint(5, len(words.get_parameter("weight")), (size, TOKENS_PER_SAMPLE), device=device)
    labels = tokens.clone()
    labels[:, :-64] = -100
    with torch.autocast(device, torch.bfloat16):
        model(inputs_embeds=words(tokens), labels=labels).loss.backward()
    for value in model.parameters():
        value.grad = None


def _free(device: str) -> None:
    """Free what is left over, and let the peak begin at the present."""
    gc.collect()
    if device == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
    else:
        forget_peak()


def _peak(device: str) -> int:
    return torch.cuda.max_memory_allocated() if device == "cuda" else peak()


def _place(device: str) -> list[str]:
    return [] if device == "cuda" else [f"on the CPU with {torch.get_num_threads()} threads; memory is the process's"]
