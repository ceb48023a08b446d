"""Loads a run's model.safetensors into the notebook's classes and prints, as JSON, how far its outputs are from ours.

python3 load_run.py MODEL OUTPUTS: OUTPUTS holds `input` [rows, steps, D], and our `bottleneck` and `reconstruction`.
"""
import json
import sys

import torch

from notebook_model import Autoencoder, read_safetensors

weights, _ = read_safetensors(sys.argv[1])
ours, settings = read_safetensors(sys.argv[2])
model = Autoencoder(
    settings["cell"], int(settings["inputSize"]), int(settings["hiddenSize"]), int(settings["bottleneckSize"])
)
# The one entry that is a counter, not a tensor of the model's arithmetic.
missing = model.load_state_dict(weights, strict=False)
unexpected = [name for name in missing.missing_keys if not name.endswith("num_batches_tracked")] + missing.unexpected_keys
if unexpected:
    sys.exit(f"keys do not match: {unexpected}")
model.eval()
with torch.no_grad():
    reconstruction, bottleneck = model(ours["input"])
mask = ours["mask"].unsqueeze(-1)


def relative(actual, expected):
    return float((actual - expected).norm() / expected.norm())


print(
    json.dumps(
        {
            "bottleneck": relative(ours["bottleneck"], bottleneck),
            "reconstruction": relative(ours["reconstruction"] * mask, reconstruction * mask),
        }
    )
)
