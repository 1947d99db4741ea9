"""Published results on the test splits of BABEL-QA and ActivityNet-QA, each with the protocol that scored it."""

from dataclasses import dataclass

PROTOCOLS_DIFFER = (
    "Protocols differ (a classifier, the likeliest of a fixed vocabulary, exact match of free text, a language model "
    "as judge): only rows of one protocol can be compared."
)


@dataclass(frozen=True)
class PublishedRow:
    """One row of a paper; None where it gives no number. `other` is no relation and in between, `points` are 0 to 5."""

    name: str
    scoring: str
    overall: float
    query_action: float | None = None
    query_direction: float | None = None
    query_body_part: float | None = None
    before: float | None = None
    after: float | None = None
    other: float | None = None
    points: float | None = None


BABEL_QA_TEST: tuple[PublishedRow, ...] = (
    PublishedRow("2s-AGCN-M", "classifier", 0.355, 0.384, 0.352, 0.228, 0.331, 0.264, 0.295),
    PublishedRow("2s-AGCN-R", "classifier", 0.357, 0.396, 0.352, 0.194, 0.337, 0.301, 0.285),
    PublishedRow("MotionCLIP-M", "classifier", 0.430, 0.485, 0.361, 0.272, 0.372, 0.321, 0.404),
    PublishedRow("MotionCLIP-R", "classifier", 0.420, 0.489, 0.310, 0.250, 0.398, 0.314, 0.387),
    PublishedRow("MotionLLM (tuned)", "exact", 0.436, 0.517, 0.354, 0.154, 0.427, 0.368, 0.529),
    PublishedRow("HuMoCon", "judge", 0.711, 0.809, 0.697, 0.623, 0.707, 0.635, 0.797),
    PublishedRow("HuMoCon without L_rec", "judge", 0.696),
    PublishedRow("HuMoCon without L_dis, L_act", "judge", 0.637),
    PublishedRow("HuMoCon without L_align", "judge", 0.675),
    PublishedRow("IMoRe", "vocabulary", 0.601),
    PublishedRow("SMD", "10 options", 0.733),
    PublishedRow("FiGMo", "partly judge", 0.758),
    PublishedRow("blind: majority for each query type", "exact", 0.341, 0.356, 0.319, 0.300, 0.306, 0.379, 0.338),
    PublishedRow("blind: question looked up in train", "exact", 0.443, 0.464, 0.486, 0.300, 0.395, 0.452, 0.476),
)
"""393 questions."""

ACTIVITYNET_QA_TEST: tuple[PublishedRow, ...] = (
    PublishedRow("Video-ChatGPT", "judge", 0.352, points=2.7),
    PublishedRow("Video-LLaVA", "judge", 0.453, points=3.3),
    PublishedRow("VideoChat2", "judge", 0.491, points=3.3),
    PublishedRow("MotionLLM", "judge", 0.533, points=3.5),
    PublishedRow("HuMoCon", "judge", 0.542, points=3.6),
    PublishedRow("LLaVA-OneVision-7B", "judge", 0.566),
    PublishedRow("GPT-4o", "judge", 0.619),
    PublishedRow("PLM-8B", "judge", 0.673),
)
"""8,000 questions; the judges were hosted models, which changed under their names, and the numbers with them."""
