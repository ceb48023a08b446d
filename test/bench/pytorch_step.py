"""PyTorch's side of the training-step benchmark: the notebook's model, one step = forward, backward, clip, Adam.

python3 pytorch_step.py BATCHES: BATCHES holds `vectors` [vocabulary, D], `tokens` [batches, rows, steps] and `lengths`
[batches, rows]. Each line on standard input, "DEVICE STEPS COUNT", is answered by a JSON list of COUNT times in ms; DEVICE is
a number of threads, or cuda. "devices" is answered by a list of those that there are.
"""
import copy
import json
import os
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
# As the engines compute: NVIDIA's GPUs since 2020 would round the factors of products to 10 bits.
torch.backends.cudnn.allow_tf32 = False
model = Autoencoder(settings["cell"], vectors.shape[1], int(settings["hiddenSize"]), int(settings["bottleneckSize"]))
# The notebook keeps embedded sequences in memory: its step does not pay for the look-up, so neither does this one.
positions = torch.arange(tokens.shape[2])
batches = [(vectors[ids], positions[None] < length[:, None]) for ids, length in zip(tokens, lengths)]


def stepper(device):
    network = copy.deepcopy(model).to(device)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    there = [(x.to(device), mask.to(device)) for x, mask in batches]

    def take(i, steps):
        x, mask = there[i % len(there)]
        x, mask = x[:, :steps].contiguous(), mask[:, :steps].contiguous()
        start = time.perf_counter()
        optimizer.zero_grad()
        reconstruction, _ = network(x)
        loss = masked_mse(reconstruction, x, mask)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        if device == "cuda":
            torch.cuda.synchronize()
        return (time.perf_counter() - start) * 1000

    return take


has_cuda = torch.cuda.is_available()
take_on = {"cpu": stepper("cpu"), **({"cuda": stepper("cuda")} if has_cuda else {})}

for line in sys.stdin:
    if line.strip() == "devices":
        cores = len(os.sched_getaffinity(0))
        threads = sorted({1, 2, min(4, cores), min(8, cores)} & set(range(1, cores + 1)))
        print(json.dumps([*map(str, threads), *(["cuda"] if has_cuda else [])]), flush=True)
        continue
    device, steps, count = line.split()
    if device != "cuda":
        torch.set_num_threads(int(device))
    take = take_on["cuda" if device == "cuda" else "cpu"]
    print(json.dumps([take(i, int(steps)) for i in range(int(count))]), flush=True)
