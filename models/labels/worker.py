"""Finds what words describe in images, with SAM 3; a program of its own: `python worker.py JOB` (JSON).

It runs in another Python than QGIS's, with NumPy, PyTorch and transformers (5 or later) alone.
JOB: {"packages": folders to import from, "model": folder, "device": "auto", "threads": 0, "score": 0.5}.

Each line that it reads is a request: {"image": colours (H, W, 3) uint8 as .npy, "prompts": words, "masks":
the .npy to write, (prompts, H, W) of 0 and 1}. Its own lines are MARK + JSON: {"ready": ...}, for each
request {"found": number of objects}, and {"error": code, "detail": ...} before it ends.

The model: Carion et al. 2025, SAM 3: Segment Anything with Concepts.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

MARK = "@roofline "
SIDE = 1008  # pixels that images of the published model have
WORDS = 32  # tokens of a prompt
LEAST = 5  # version of transformers
MASK = 0.5  # probability from which a pixel belongs to an object
NEEDED = ("config.json", "vocab.json", "merges.txt")


class Failed(Exception):  # noqa: N818
    """A code that the other side has a sentence for, and what it says about the case at hand."""


class Finder:
    """The network with its words, on a device."""

    def __init__(self, job: dict[str, Any]) -> None:
        check_folder(Path(job["model"]))
        transformers = find_transformers()
        torch = importlib.import_module("torch")
        if job["threads"]:
            torch.set_num_threads(job["threads"])
        self.device = device_of(torch, job["device"])
        self.score = float(job["score"])
        self.network = load_network(transformers, job["model"]).to(self.device).eval()
        self.tokenizer = load_tokenizer(transformers, Path(job["model"]))
        size = self.network.config.image_size
        self.side = int(size[0] if isinstance(size, (list, tuple)) else size or SIDE)
        self.said = {
            "device": self.device,
            "version": str(transformers.__version__),
            "threads": torch.get_num_threads(),
        }

    def find(self, image: Any, prompts: list[str]) -> tuple[Any, int]:
        """Masks (prompts, H, W) of 0 and 1 of an image (H, W, 3) uint8, and how many objects are in them."""
        numpy, torch = importlib.import_module("numpy"), importlib.import_module("torch")
        found = 0
        masks = numpy.zeros((len(prompts), *image.shape[:2]), numpy.uint8)
        with torch.inference_mode():
            pixels = self._pixels(torch, image)
            seen = self.network.get_vision_features(pixel_values=pixels)
            for index, prompt in enumerate(prompts):
                words = self.tokenizer(prompt, padding="max_length", max_length=WORDS, truncation=True)
                tokens = {
                    name: torch.tensor([words[name]], device=self.device)
                    for name in ("input_ids", "attention_mask")
                }
                answer = self.network(vision_embeds=seen, **tokens)
                joined, count = self._joined(torch, answer, image.shape[:2])
                masks[index] = joined.cpu().numpy()
                found += count
        return masks, found

    def _pixels(self, torch: Any, image: Any) -> Any:
        """Colours (1, 3, S, S) in -1..1; grey levels are whole after resizing, as the published ones."""
        levels = torch.from_numpy(image.copy()).to(self.device).permute(2, 0, 1)[None].float()
        size = (self.side, self.side)
        resized = torch.nn.functional.interpolate(levels, size, mode="bilinear", antialias=True)
        return (resized.round().clamp(0, 255) / 255 - 0.5) / 0.5

    def _joined(self, torch: Any, answer: Any, size: tuple[int, int]) -> tuple[Any, int]:
        """Where any of those objects is that are likely enough (H, W), and how many they are.

        Masks summed and cut off at 1 are the same; one by one, as hundreds at once would be gigabytes.
        """
        scores = answer.pred_logits[0].sigmoid()
        if answer.presence_logits is not None:
            scores = scores * answer.presence_logits[0].sigmoid()
        chosen = answer.pred_masks[0][scores > self.score].float()
        joined = torch.zeros(size, dtype=torch.bool, device=chosen.device)
        for each in chosen:
            whole = torch.nn.functional.interpolate(each[None, None], size, mode="bilinear")
            joined |= whole[0, 0].sigmoid() > MASK
        return joined.to(torch.uint8), len(chosen)


def check_folder(folder: Path) -> None:
    """Refuse what is no converted folder before anything is imported."""
    if not folder.is_dir():
        raise Failed("nofolder", str(folder))
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    weights = [*folder.glob("model*.safetensors")]
    if not weights and [*folder.glob("*.pt")]:
        raise Failed("unconverted", folder.name)
    if missing or not weights:
        raise Failed("incomplete", (missing or ["model.safetensors"])[0])
    try:
        kind = json.loads((folder / "config.json").read_text("utf-8")).get("model_type")
    except (OSError, ValueError, AttributeError):
        kind = None
    if kind not in ("sam3", "sam3_video"):
        raise Failed("othermodel", str(kind))


def find_transformers() -> Any:
    """The library, which never looks anything up on the internet."""
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
    try:
        importlib.import_module("torch")
        library = importlib.import_module("transformers")
    except ImportError as error:
        raise Failed("nopackage", getattr(error, "name", None) or str(error)) from None
    version = str(library.__version__)
    if int(version.partition(".")[0]) < LEAST:
        raise Failed("oldpackage", version)
    return library


def device_of(torch: Any, name: str) -> str:
    """The device that a name stands for."""
    mps = getattr(torch.backends, "mps", None)
    there = {"cuda": torch.cuda.is_available(), "mps": mps is not None and mps.is_available(), "cpu": True}
    if name == "auto":
        return next(each for each, is_there in there.items() if is_there)
    if not there.get(name):
        raise Failed("nodevice", name)
    return name


def load_network(transformers: Any, folder: str) -> Any:
    """The network from safetensors alone: no pickle is read, no code of the folder runs."""
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    try:
        network, said = transformers.Sam3Model.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, output_loading_info=True
        )
    except Exception as error:  # whatever is wrong with a file: the library has no kind of its own for it
        raise Failed("damaged", _words(error)) from None
    if said["missing_keys"] or said.get("mismatched_keys"):
        raise Failed("incomplete", sorted(map(str, said["missing_keys"] or said["mismatched_keys"]))[0])
    return network


def load_tokenizer(transformers: Any, folder: Path) -> Any:
    """The words: of the files themselves, as the model's own processor needs torchvision."""
    try:
        return transformers.CLIPTokenizer(
            vocab=json.loads((folder / "vocab.json").read_text("utf-8")),
            merges=merges_of(folder / "merges.txt"),
        )
    except Exception as error:
        raise Failed("damaged", f"vocab.json: {_words(error)}") from None


def merges_of(path: Path) -> list[tuple[str, str]]:
    """Pairs of parts of words, one a line; the first line may tell a version."""
    lines = [
        line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#version")
    ]
    return [(pair[0], pair[1]) for pair in (line.split(" ") for line in lines)]


def _words(error: Exception) -> str:
    """An error's own words in one line; what kind it is where it has none."""
    return " ".join(str(error).split()).rstrip(".")[:200] or type(error).__name__


def say(**message: Any) -> None:
    sys.stdout.write(f"{MARK}{json.dumps(message)}\n")
    sys.stdout.flush()


def answer(finder: Finder, line: str) -> None:
    """Do what a line asks for; the file is whole when it is told of."""
    numpy = importlib.import_module("numpy")
    request = json.loads(line)
    masks, found = finder.find(numpy.load(request["image"], allow_pickle=False), request["prompts"])
    numpy.save(request["masks"], masks, allow_pickle=False)
    say(found=found)


def main() -> int:
    job = json.loads(sys.argv[1])
    here = Path(__file__).resolve().parent
    sys.path[:] = [*job["packages"], *(each for each in sys.path if Path(each).resolve() != here)]
    try:
        finder = Finder(job)
        say(ready=finder.said)
        for line in sys.stdin:
            answer(finder, line)
    except Failed as failure:
        say(error=failure.args[0], detail=failure.args[1])
        return 1
    except Exception as error:  # memory of a graphics card, a full disk: to be told, not traced
        kind = (
            "memory" if "out of memory" in str(error).lower() or isinstance(error, MemoryError) else "failed"
        )
        say(error=kind, detail=_words(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
