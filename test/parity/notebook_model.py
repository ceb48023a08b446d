"""The seed notebook's autoencoder in PyTorch, under its parameter names, for parity checks and as the benchmark's peer.

GRU and LSTM take the place of the vanilla RNN as torch.nn has them; an LSTM's cell state starts at zero.
"""
import json
import struct

import torch
from torch import nn

CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
DTYPES = {"F32": torch.float32, "F64": torch.float64, "I32": torch.int32, "I64": torch.int64}


def read_safetensors(path):
    """Tensors by name and the metadata; enough of the format for the files written here."""
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    body = bytearray(data[8 + length :])
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        flat = torch.frombuffer(body[begin:end], dtype=DTYPES[entry["dtype"]])
        tensors[name] = flat.reshape(entry["shape"]).clone()
    return tensors, metadata


class Encoder(nn.Module):
    def __init__(self, cell, input_size, hidden_size, bottleneck_size):
        super().__init__()
        self.rnn = CELLS[cell](input_size, hidden_size, batch_first=True)
        self.projection = nn.Linear(hidden_size, bottleneck_size)
        self.batch_norm = nn.BatchNorm1d(bottleneck_size)

    def forward(self, x):
        states, last = self.rnn(x)
        last = last[0] if isinstance(last, tuple) else last
        return self.batch_norm(self.projection(last.squeeze(0))), states


class Decoder(nn.Module):
    def __init__(self, cell, bottleneck_size, hidden_size, output_size):
        super().__init__()
        self.cell = cell
        self.hidden_projection = nn.Linear(bottleneck_size, hidden_size)
        self.rnn = CELLS[cell](output_size, hidden_size, batch_first=True)
        self.output_projection = nn.Linear(hidden_size, output_size)
        self.start_token = nn.Parameter(torch.randn(1, 1, output_size))

    def forward(self, z, steps):
        hidden = torch.tanh(self.hidden_projection(z)).unsqueeze(0)
        state = (hidden, torch.zeros_like(hidden)) if self.cell == "lstm" else hidden
        given = self.start_token.expand(z.shape[0], -1, -1)
        outputs = []
        for _ in range(steps):
            output, state = self.rnn(given, state)
            given = self.output_projection(output)
            outputs.append(given)
        return torch.cat(outputs, dim=1)


class Autoencoder(nn.Module):
    def __init__(self, cell, input_size, hidden_size, bottleneck_size):
        super().__init__()
        self.encoder = Encoder(cell, input_size, hidden_size, bottleneck_size)
        self.decoder = Decoder(cell, bottleneck_size, hidden_size, input_size)

    def forward(self, x):
        z, _ = self.encoder(x)
        return self.decoder(z, x.shape[1]), z


def masked_mse(reconstruction, x, mask):
    weight = mask.unsqueeze(-1).to(x.dtype)
    return ((reconstruction - x) ** 2 * weight).sum() / (weight.sum() * x.shape[-1] + 1e-8)
