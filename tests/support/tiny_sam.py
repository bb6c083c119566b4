"""Writes a SAM 3 of 0.3 million random weights in the published layout; run by a Python with transformers.

python tiny_sam.py PACKAGES FOLDER [BIAS]    BIAS is added to every score, so that objects are found
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path

SIDE = 112
SMALL = {"hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 4}


def configuration(transformers):
    backbone = {
        **SMALL, "num_hidden_layers": 2, "image_size": SIDE, "patch_size": 14, "window_size": 4,
        "global_attn_indexes": [1], "pretrain_image_size": 56,
    }  # fmt: skip
    side = SIDE // 14
    vision = {
        "backbone_config": {"model_type": "sam3_vit_model", **backbone},
        "fpn_hidden_size": 32,
        "backbone_feature_sizes": [[4 * side] * 2, [2 * side] * 2, [side] * 2],
    }
    text = {
        **SMALL, "model_type": "clip_text_model", "vocab_size": 600, "projection_dim": 16,
        "num_hidden_layers": 2, "max_position_embeddings": 32, "eos_token_id": 599, "bos_token_id": 598,
    }  # fmt: skip
    layers = {**SMALL, "num_layers": 1}
    return transformers.Sam3Config(
        vision_config=vision, text_config=text, geometry_encoder_config=layers, detr_encoder_config=layers,
        detr_decoder_config={**layers, "num_queries": 10},
        mask_decoder_config={"hidden_size": 32, "num_attention_heads": 4},
    )  # fmt: skip


def vocabulary():
    """Every letter alone and at a word's end, no pairs."""
    letters = [chr(code) for code in range(33, 127)]
    words = [*letters, *(f"{letter}</w>" for letter in letters)]
    return {
        **{word: number for number, word in enumerate(words)},
        "<|startoftext|>": 598,
        "<|endoftext|>": 599,
    }


def write(folder: Path, bias: float) -> None:
    torch, transformers = importlib.import_module("torch"), importlib.import_module("transformers")
    torch.manual_seed(0)
    network = transformers.Sam3Model(configuration(transformers)).eval()
    with torch.no_grad():
        head = network.detr_decoder.presence_head
        last = [module for module in head.modules() if isinstance(module, torch.nn.Linear)][-1]
        last.bias += bias
    network.save_pretrained(folder)
    (folder / "vocab.json").write_text(json.dumps(vocabulary()), "utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n", "utf-8")
    sys.stdout.write(f"{sum(each.numel() for each in network.parameters())}\n")


if __name__ == "__main__":
    sys.path[:0] = sys.argv[1].split(os.pathsep)
    write(Path(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else 0.0)
