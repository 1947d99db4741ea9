"""One TFLite network with a square picture as its input."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from humocon.errors import CheckpointError, one_line
from humocon.video.lifting.pruning import prune


class Network:
    """A network that runs on the CPU, one picture at a time.

    Args:
        content: of a TFLite file.
        input_side: width and height of the picture that it must take.
        output_sizes: numbers in each output that is wanted; outputs are told apart by their sizes.

    Raises:
        CheckpointError: the content is not such a network.
    """

    def __init__(self, content: bytes, input_side: int, output_sizes: tuple[int, ...]) -> None:
        from ai_edge_litert.interpreter import Interpreter  # 300 ms that only videos need

        try:
            with _without_greeting():
                # A second thread waits for the first for most of the time, and costs more than it gives.
                self.interpreter = Interpreter(model_content=prune(content, output_sizes), num_threads=1)
                self.interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            raise CheckpointError(f"a pose model is no TFLite network ({one_line(error)}); fetch it again") from error
        (entry,) = self.interpreter.get_input_details()
        outputs = {int(np.prod(output["shape"])): output["index"] for output in self.interpreter.get_output_details()}
        if list(entry["shape"]) != [1, input_side, input_side, 3] or any(size not in outputs for size in output_sizes):
            raise CheckpointError("a pose model has other inputs and outputs than MediaPipe's; fetch it again")
        self.entry, self.outputs = entry["index"], [outputs[size] for size in output_sizes]

    def __call__(self, picture: np.ndarray) -> list[np.ndarray]:
        """Run the network on (side, side, 3) float32; the wanted outputs, flat, in their order."""
        self.interpreter.set_tensor(self.entry, picture[None])
        self.interpreter.invoke()
        return [self.interpreter.get_tensor(index).reshape(-1) for index in self.outputs]


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """The logistic function, which does not overflow."""
    return 1.0 / (1.0 + np.exp(-np.clip(logits, -60.0, 60.0)))


@contextmanager
def _without_greeting() -> Iterator[None]:
    """Keep what the native library says at its start, which no setting turns off, out of stderr."""
    try:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # there is no stderr
        yield
        return
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
