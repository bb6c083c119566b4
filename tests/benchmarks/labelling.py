"""What a window costs SAM 3: a network of the published size, with constant weights, in its own Python.

  ROOFLINE_LABELS=... python tests/benchmarks/labelling.py [--threads 1]

Prints parameters, CPU seconds for an image of 1008 x 1008 pixels and for each word, and the largest memory.
"""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.peak_memory import peak_megabytes


def measure(threads: int) -> None:
    """In the Python of SAM 3."""
    torch, transformers = importlib.import_module("torch"), importlib.import_module("transformers")
    torch.set_num_threads(threads)
    with torch.device("meta"):
        empty = transformers.Sam3Model(transformers.Sam3Config())
    network = filled(torch, empty.to_empty(device="cpu").eval())
    print(f"{sum(each.numel() for each in network.parameters()) / 1e6:.1f} million parameters")
    words = torch.ones(1, 32, dtype=torch.long)
    with torch.inference_mode():
        began = time.process_time()
        seen = network.get_vision_features(pixel_values=torch.zeros(1, 3, 1008, 1008))
        print(f"{time.process_time() - began:.1f} CPU s an image")
        began = time.process_time()
        network(vision_embeds=seen, input_ids=words, attention_mask=torch.ones_like(words))
        print(f"{time.process_time() - began:.1f} CPU s a word")
    print(f"{peak_megabytes() / 1e3:.2f} GB at most")


def filled(torch, network):
    """Constants in place of weights, and numbers of positions: the time does not depend on values."""
    with torch.no_grad():
        for each in network.parameters():
            each.fill_(0.01)
        for each in network.buffers():
            if each.is_floating_point():
                each.zero_()
            else:
                each.copy_(torch.arange(each.numel()).reshape(each.shape).clamp(max=31))
    return network


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    packages = os.environ["ROOFLINE_LABELS"]
    if given.inside:
        sys.path[:0] = packages.split(os.pathsep)
        measure(given.threads)
        return
    arguments = ["-s", "-S", __file__, "--inside", "--threads", str(given.threads)]
    subprocess.run([sys.executable, *arguments], check=True)


if __name__ == "__main__":
    main()
