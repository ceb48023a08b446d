"""PyTorch's side of the curriculum benchmark: the notebook's training loop on batches that are handed over.

python3 pytorch_curriculum.py GIVEN: GIVEN holds `vectors` [vocabulary, D], `tokens` [chunks, window], `lengths` [chunks],
the chunks of all batches in turn (`order`), how many each batch has (`batch_rows`), batches and tokens of each epoch
(`epoch_batches`, `epoch_steps`), the chunks of `validation`, and the first weights, `model.*`. Each line on standard
input, "THREADS FIRST END", trains the epochs from FIRST to before END from those weights and is answered by the
seconds taken and the last epoch's losses.
"""
import json
import pathlib
import sys
import time

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "parity"))
from notebook_model import Autoencoder, masked_mse, read_safetensors  # noqa: E402

data, settings = read_safetensors(sys.argv[1])
vectors, lengths = data["vectors"], data["lengths"]
window = data["tokens"].shape[1]
# The notebook keeps embedded sequences in memory: its loop does not pay for the look-up.
sequences = vectors[data["tokens"].long()]
masks = torch.arange(window)[None] < lengths[:, None]
batches = torch.split(data["order"].long(), data["batch_rows"].tolist())
epochs, start = [], 0
for count, steps in zip(data["epoch_batches"].tolist(), data["epoch_steps"].tolist()):
    epochs.append((batches[start : start + count], steps))
    start += count
validation = torch.split(data["validation"].long(), int(settings["batchSize"]))
weights = {name[len("model.") :]: tensor for name, tensor in data.items() if name.startswith("model.")}


def cut(chunks, steps):
    return sequences[chunks][:, :steps].contiguous(), masks[chunks][:, :steps].contiguous()


def train(planned):
    model = Autoencoder(
        settings["cell"], vectors.shape[1], int(settings["hiddenSize"]), int(settings["bottleneckSize"])
    )
    model.load_state_dict(weights, strict=False)
    optimizer = torch.optim.Adam(model.parameters(), lr=float(settings["learningRate"]))
    began = time.perf_counter()
    for chunks_of_batches, steps in planned:
        model.train()
        losses = []
        for chunks in chunks_of_batches:
            x, mask = cut(chunks, steps)
            optimizer.zero_grad()
            reconstruction, _ = model(x)
            loss = masked_mse(reconstruction, x, mask)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), float(settings["clipNorm"]))
            optimizer.step()
            losses.append(loss.item())
        model.eval()
        validated = []
        with torch.no_grad():
            for chunks in validation:
                x, mask = cut(chunks, steps)
                reconstruction, _ = model(x)
                validated.append(masked_mse(reconstruction, x, mask).item())
    seconds = time.perf_counter() - began
    mean = lambda values: sum(values) / max(1, len(values))
    return {"seconds": seconds, "train": mean(losses), "validation": mean(validated)}


for line in sys.stdin:
    threads, first, end = map(int, line.split())
    torch.set_num_threads(threads)
    print(json.dumps(train(epochs[first:end])), flush=True)
