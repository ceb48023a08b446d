"""PyTorch's side of the training-step benchmark: the notebook's model, one step = forward, backward, clip, Adam.

python3 pytorch_step.py BATCHES: BATCHES holds `vectors` [vocabulary, D], `tokens` [batches, rows, steps] and `lengths`
[batches, rows]. Each line on standard input, "THREADS STEPS COUNT", is answered by a JSON list of COUNT times in ms.
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
vectors, tokens, lengths = data["vectors"], data["tokens"].long(), data["lengths"]
torch.manual_seed(1)
model = Autoencoder(settings["cell"], vectors.shape[1], int(settings["hiddenSize"]), int(settings["bottleneckSize"]))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
# The notebook keeps embedded sequences in memory: its step does not pay for the look-up, so neither does this one.
positions = torch.arange(tokens.shape[2])
batches = [(vectors[ids], positions[None] < length[:, None]) for ids, length in zip(tokens, lengths)]

for line in sys.stdin:
    threads, steps, count = map(int, line.split())
    torch.set_num_threads(threads)
    times = []
    for i in range(count):
        x, mask = batches[i % len(batches)]
        x, mask = x[:, :steps].contiguous(), mask[:, :steps].contiguous()
        start = time.perf_counter()
        optimizer.zero_grad()
        reconstruction, _ = model(x)
        loss = masked_mse(reconstruction, x, mask)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        times.append((time.perf_counter() - start) * 1000)
    print(json.dumps(times), flush=True)
