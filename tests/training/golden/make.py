#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes golden.json: what PyTorch computes, for the tests of the training engine. Needs python3-torch (made with 1.13).

Usage: make.py > golden.json
"""

import json
import sys

import torch
from torch import nn

torch.manual_seed(7)
torch.use_deterministic_algorithms(True)
torch.set_num_threads(1)


def rounded(tensor):
    """Numbers that keep their float32 value through JSON."""
    return {"shape": list(tensor.shape), "values": [float(f"{v:.9g}") for v in tensor.detach().float().flatten().tolist()]}


def rates(name, epochs, steps_per_epoch, momentum, make, each_step):
    weight = nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([weight], lr=0.5, momentum=momentum)
    scheduler = make(optimizer)
    rows = []
    for _ in range(epochs):
        for _ in range(steps_per_epoch):
            group = optimizer.param_groups[0]
            rows.append([group["lr"] / 0.5, group["momentum"]])
            optimizer.step()
            if each_step:
                scheduler.step()
        if not each_step:
            scheduler.step()
    return {"name": name, "epochs": epochs, "steps_per_epoch": steps_per_epoch, "momentum": momentum, "rates": rows}


def schedules():
    lr = torch.optim.lr_scheduler
    out = []
    for epochs, steps in ((10, 3), (25, 1), (7, 4)):
        out.append(rates("step", epochs, steps, 0.9, lambda o: lr.StepLR(o, 3, 0.1), False) | {"step_size": 3})
        # The closed form of CosineAnnealingLR; its chained form differs from it by rounding alone.
        out.append(rates("cosine", epochs, steps, 0.9, lambda o: lr.CosineAnnealingLR(o, epochs), False))
    for epochs, steps in ((10, 3), (1, 4), (3, 1), (2, 1), (20, 5), (1, 1)):
        out.append(rates("one-cycle", epochs, steps, 0.9,
                         lambda o: lr.OneCycleLR(o, max_lr=0.5, epochs=epochs, steps_per_epoch=steps), True))
    return out


class Small(nn.Module):
    """Every kind of layer that learns, a branch, and dropout that drops nothing."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 4, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.conv2 = nn.Conv2d(4, 4, 3, padding=1, groups=2)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        a = torch.relu(self.bn1(self.conv1(x)))
        b = torch.relu(self.conv2(a) + a)
        return self.fc(nn.functional.max_pool2d(b, 2).flatten(1))


OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "sgd_momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, weight_decay=0.01),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01, weight_decay=0.01),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.001, momentum=0, weight_decay=0.01),
    "rmsprop_momentum": lambda p: torch.optim.RMSprop(p, lr=0.001, momentum=0.9, weight_decay=0.01),
}


def state(model):
    return {name: rounded(value) for name, value in model.state_dict().items() if value.dtype == torch.float32}


def training():
    start = Small()
    with torch.no_grad():
        start.bn1.weight.uniform_(0.5, 1.5)
        start.bn1.bias.uniform_(-0.5, 0.5)
    images = torch.randn(6, 2, 4, 4)
    labels = torch.tensor([0, 1, 2, 0, 1, 2])
    out = {"start": state(start), "images": rounded(images), "labels": labels.tolist(), "runs": {}}
    for name, make in OPTIMIZERS.items():
        model = Small()
        model.load_state_dict(start.state_dict())
        optimizer = make(model.parameters())
        losses = []
        for step in range(4):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(images), labels)
            loss.backward()
            if step == 0 and "gradients" not in out:
                out["gradients"] = {n: rounded(p.grad) for n, p in model.named_parameters()}
            optimizer.step()
            losses.append(loss.item())
        out["runs"][name] = {"losses": losses, "state": state(model)}
    return out


def steps():
    """The optimizers alone: given gradients, several steps."""
    start = torch.randn(5)
    gradients = [torch.randn(5) for _ in range(6)]
    out = {"start": rounded(start), "gradients": [rounded(g) for g in gradients], "after": {}}
    for name, make in OPTIMIZERS.items():
        weight = nn.Parameter(start.clone())
        optimizer = make([weight])
        rows = []
        for gradient in gradients:
            weight.grad = gradient.clone()
            optimizer.step()
            rows.append(rounded(weight))
        out["after"][name] = rows
    return out


def layers():
    """One row for each kind: inputs, parameters, output."""
    rows = []

    def row(name, kind, attributes, inputs, parameters, output):
        rows.append({"name": name, "kind": kind, "attributes": attributes, "inputs": [rounded(i) for i in inputs],
                     "parameters": {k: rounded(v) for k, v in parameters.items()}, "output": rounded(output)})

    x = torch.randn(2, 4, 7, 6)
    f = nn.functional
    for name, kernel, stride, padding, dilation, groups, bias in (
            ("plain", 3, 1, 1, 1, 1, True), ("strided", 3, 2, 0, 1, 1, False), ("dilated", 3, 1, 2, 2, 1, True),
            ("grouped", 3, 1, 1, 1, 2, True), ("depthwise", 3, 2, 1, 1, 4, False), ("pointwise", 1, 1, 0, 1, 1, True)):
        layer = nn.Conv2d(4, 8, kernel, stride, padding, dilation, groups, bias)
        row(f"conv {name}", "Conv2d", {"out_channels": 8, "kernel_size": kernel, "stride": stride, "padding": padding,
                                      "dilation": dilation, "groups": groups, "bias": bias}, [x], dict(layer.named_parameters()), layer(x))
    layer = nn.Conv2d(4, 2, (1, 5), (2, 1), (0, 2))
    row("conv oblong", "Conv2d", {"out_channels": 2, "kernel_size": [1, 5], "stride": [2, 1], "padding": [0, 2]}, [x],
        dict(layer.named_parameters()), layer(x))
    v = torch.randn(3, 5)
    for bias in (True, False):
        layer = nn.Linear(5, 4, bias)
        row(f"linear bias {bias}", "Linear", {"out_features": 4, "bias": bias}, [v], dict(layer.named_parameters()), layer(v))
    layer = nn.BatchNorm2d(4, eps=1e-3).eval()
    with torch.no_grad():
        for tensor in (layer.weight, layer.bias, layer.running_mean):
            tensor.normal_()
        layer.running_var.uniform_(0.5, 2)
    row("batch norm", "BatchNorm2d", {"eps": 1e-3}, [x],
        {k: t for k, t in layer.state_dict().items() if t.dtype == torch.float32}, layer(x))
    row("relu", "ReLU", {}, [x], {}, f.relu(x))
    row("relu6", "ReLU6", {}, [5 * x], {}, f.relu6(5 * x))
    for name, kernel, stride, padding, dilation, ceil in (
            ("plain", 2, 2, 0, 1, False), ("ceil", 3, 2, 0, 1, True), ("padded", 3, 2, 1, 1, True),
            ("dilated", 2, 1, 1, 2, False), ("wider than the map", 8, 3, 2, 1, True)):
        attributes = {"kernel_size": kernel, "stride": stride, "padding": padding, "ceil_mode": ceil}
        row(f"max pool {name}", "MaxPool2d", attributes | {"dilation": dilation}, [x], {},
            f.max_pool2d(x, kernel, stride, padding, dilation, ceil))
        if dilation == 1:
            row(f"average pool {name}", "AvgPool2d", attributes, [x], {}, f.avg_pool2d(x, kernel, stride, padding, ceil))
    for size in ([1, 1], [3, 2], [9, 9]):
        row(f"adaptive {size}", "AdaptiveAvgPool2d", {"output_size": size}, [x], {}, f.adaptive_avg_pool2d(x, size))
    row("dropout is off", "Dropout", {"p": 0.9}, [x], {}, x)
    row("flatten", "Flatten", {}, [x], {}, x.flatten(1))
    y, z = torch.randn(2, 4, 7, 6), torch.randn(2, 3, 7, 6)
    row("add", "Add", {}, [x, y, x], {}, x + y + x)
    row("concat", "Concat", {}, [x, z, y], {}, torch.cat([x, z, y], 1))
    # The CIFAR ResNets' option A, as https://github.com/akamaster/pytorch_resnet_cifar10 writes it.
    row("shortcut", "ShortcutA", {"out_channels": 8, "stride": 2}, [x], {}, f.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 2, 2)))
    return rows


def main():
    json.dump({"schedules": schedules(), "steps": steps(), "training": training(), "layers": layers()}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
