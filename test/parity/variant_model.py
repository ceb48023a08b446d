"""The architecture variants in PyTorch, under our parameter names, in double precision.

python3 variant_model.py OURS: OURS holds `input` [rows, steps, D], `lengths` [rows], `weights/…`, and our `bottleneck`,
`reconstruction`, `loss` and `gradients/…` in training mode; its metadata is the specification. Prints, as JSON, how far
ours are from PyTorch's: relative L2 errors by name.
"""
import json
import sys

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from notebook_model import CELLS, masked_mse, read_safetensors


class Encoder(nn.Module):
    def __init__(self, spec):
        super().__init__()
        D, H, Z, P = (int(spec[key]) for key in ("inputSize", "hiddenSize", "bottleneckSize", "positions"))
        directions, layers = int(spec["directions"]), int(spec["layers"])
        self.pooling, self.directions = spec["pooling"], directions
        if spec["encoder"] == "transformer":
            P = 0
            self.input_projection = nn.Linear(D, H)
            layer = nn.TransformerEncoderLayer(H, 4, 2 * H, dropout=0, batch_first=True, norm_first=True)
            norm = nn.LayerNorm(H)
            self.transformer = nn.TransformerEncoder(layer, layers, norm, enable_nested_tensor=False)
        else:
            self.rnn = CELLS[spec["cell"]](
                D + P, H, num_layers=layers, batch_first=True, bidirectional=directions == 2
            )
        if P > 0:
            self.positions = nn.Parameter(torch.zeros(int(spec["maxPositions"]), P))
        if self.pooling == "attention":
            self.attention = nn.Module()
            self.attention.query = nn.Parameter(torch.zeros(directions * H))
        self.projection = nn.Linear(directions * H * (2 if self.pooling == "mean-last" else 1), Z)
        if spec["normalization"] == "batch":
            self.batch_norm = nn.BatchNorm1d(Z)
        if spec["normalization"] == "layer":
            self.layer_norm = nn.LayerNorm(Z)

    def states(self, x, lengths, valid):
        """All states, and the last of each direction."""
        steps = x.shape[1]
        if hasattr(self, "transformer"):
            width = self.input_projection.out_features
            even = torch.arange(0, width, 2, dtype=x.dtype)
            angles = torch.arange(steps, dtype=x.dtype)[:, None] / 10000 ** (even / width)
            waves = torch.stack([angles.sin(), angles.cos()], dim=-1).reshape(steps, width)
            return self.transformer(self.input_projection(x) + waves, src_key_padding_mask=~valid), None
        if hasattr(self, "positions"):
            x = torch.cat([x, self.positions[:steps].expand(x.shape[0], -1, -1)], dim=-1)
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        states, last = self.rnn(packed)
        last = last[0] if isinstance(last, tuple) else last
        states, _ = pad_packed_sequence(states, batch_first=True, total_length=steps)
        return states, torch.cat(list(last[-self.directions :]), dim=-1)

    def forward(self, x, lengths, valid):
        states, last = self.states(x, lengths, valid)
        mean = (states * valid[..., None]).sum(1) / lengths[:, None]
        if self.pooling == "attention":
            scores = (states @ self.attention.query).masked_fill(~valid, -torch.inf)
            pooled = (scores.softmax(dim=1)[..., None] * states).sum(1)
        else:
            pooled = {"last": [last], "mean": [mean], "mean-last": [mean, last]}[self.pooling]
            pooled = torch.cat(pooled, dim=-1)
        z = self.projection(pooled)
        for norm in ("batch_norm", "layer_norm"):
            if hasattr(self, norm):
                z = getattr(self, norm)(z)
        return z


class Decoder(nn.Module):
    def __init__(self, spec):
        super().__init__()
        D, H, Z, P = (int(spec[key]) for key in ("inputSize", "hiddenSize", "bottleneckSize", "positions"))
        self.layers, self.latent = int(spec["layers"]), spec["decoderInput"] == "latent"
        if not self.latent:
            self.start_token = nn.Parameter(torch.zeros(1, 1, D))
        if P > 0:
            self.positions = nn.Parameter(torch.zeros(int(spec["maxPositions"]), P))
        self.hidden_projection = nn.Linear(Z, self.layers * H)
        self.rnn = CELLS[spec["cell"]]((Z if self.latent else D) + P, H, num_layers=self.layers, batch_first=True)
        self.output_projection = nn.Linear(H, D)

    def forward(self, z, steps):
        state = torch.stack(torch.tanh(self.hidden_projection(z)).chunk(self.layers, dim=-1))
        if isinstance(self.rnn, nn.LSTM):
            state = (state, torch.zeros_like(state))
        given = z[:, None] if self.latent else self.start_token.expand(z.shape[0], -1, -1)
        outputs = []
        for t in range(steps):
            step = given
            if hasattr(self, "positions"):
                step = torch.cat([given, self.positions[t].expand(z.shape[0], 1, -1)], dim=-1)
            output, state = self.rnn(step, state)
            outputs.append(self.output_projection(output))
            if not self.latent:
                given = outputs[-1]
        return torch.cat(outputs, dim=1)


class Autoencoder(nn.Module):
    def __init__(self, spec):
        super().__init__()
        self.encoder, self.decoder = Encoder(spec), Decoder(spec)


ours, spec = read_safetensors(sys.argv[1])
model = Autoencoder(spec).double()
weights = {name.removeprefix("weights/"): tensor for name, tensor in ours.items() if name.startswith("weights/")}
missing = model.load_state_dict(weights, strict=False)
unexpected = [name for name in missing.missing_keys if not name.endswith("num_batches_tracked")] + missing.unexpected_keys
if unexpected:
    sys.exit(f"keys do not match: {unexpected}")

x, lengths = ours["input"].double(), ours["lengths"].long()
valid = torch.arange(x.shape[1])[None] < lengths[:, None]
model.train()
z = model.encoder(x, lengths, valid)
reconstruction = model.decoder(z, x.shape[1])
loss = masked_mse(reconstruction, x, valid)
loss.backward()


def relative(actual, expected):
    return float((actual.double() - expected).norm() / expected.norm())


errors = {
    "bottleneck": relative(ours["bottleneck"], z),
    "reconstruction": relative(ours["reconstruction"], reconstruction * valid[..., None]),
    "loss": relative(ours["loss"], loss),
}
for name, parameter in model.named_parameters():
    gradient = ours[f"gradients/{name}"]
    # Before a batch norm the bias has no gradient but noise.
    if name == "encoder.projection.bias" and spec["normalization"] == "batch":
        errors[f"gradients/{name}"] = float(gradient.abs().max())
    else:
        errors[f"gradients/{name}"] = relative(gradient, parameter.grad)
print(json.dumps(errors))
