#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch's side of the races: ResNet-50 at 224, as a careful person trains it by hand.

Usage: peer.py train|frozen|head float32|bfloat16 eager|compile --device D --batch N --steps N --epochs N
       peer.py warm train|frozen|head float32|bfloat16 --device D --batch N
       peer.py peak --device D

Channels-last, cuDNN's own choice of kernels, pinned asynchronous copies, autocast for bfloat16, metrics summed on the
device and read once an epoch: PyTorch at its best, not as it comes. The protocol is in races.py. `warm` compiles
what that race will need into PyTorch's cache on disk. `peak` prints what products of large matrices reach, in TFLOP/s,
in float32 (with TF32, as convolutions have it) and bfloat16. The network is built from torch.nn: torchvision need
not be there.
"""

import argparse
import contextlib
import os
import sys
import time

import torch
from torch import nn

CLASSES = 1000
RING = 4  # as many different batches as our side's source has


class Bottleneck(nn.Module):
    """He et al. 2015, figure 5 right, with the stride in the 3x3 convolution as torchvision has it."""

    def __init__(self, inputs, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or inputs != 4 * width:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, 4 * width, 1, stride, bias=False),
                                            nn.BatchNorm2d(4 * width))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.relu(self.bn2(self.conv2(x)))
        x = self.bn3(self.conv3(x))
        x += shortcut
        return self.relu(x)


def trunk():
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    channels, width = 64, 64
    for stage, blocks in enumerate((3, 4, 6, 3)):
        for i in range(blocks):
            layers.append(Bottleneck(channels, width, 2 if stage > 0 and i == 0 else 1))
            channels = 4 * width
        width *= 2
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())


class Contestant:
    def __init__(self, race, precision, mode, device, batch, steps):
        torch.manual_seed(1)
        torch.set_num_threads(os.cpu_count())
        torch.backends.cudnn.benchmark = True
        self.race, self.device, self.batch, self.steps = race, torch.device(device), batch, steps
        self.cuda = self.device.type == "cuda"
        self.bfloat16 = precision == "bfloat16"
        self.trunk = trunk().to(self.device, memory_format=torch.channels_last)
        self.head = nn.Linear(2048, CLASSES).to(self.device)
        if race == "train":
            network = nn.Sequential(self.trunk, self.head)
            self.network = self.compiled(network, mode)
            trained = network.parameters()
        else:
            self.trunk.eval().requires_grad_(False)
            self.fixed, self.rest = self.compiled(self.trunk, mode), self.compiled(self.head, mode)
            trained = self.head.parameters()
        self.optimizer = torch.optim.SGD(trained, lr=0.001, momentum=0.9)
        generator = torch.Generator().manual_seed(1)
        pictures = [torch.rand(batch, 3, 224, 224, generator=generator).mul_(4).sub_(2)
                    .contiguous(memory_format=torch.channels_last) for _ in range(RING)]
        self.pictures = [p.pin_memory() for p in pictures] if self.cuda else pictures
        self.targets = torch.arange(batch * steps) % CLASSES
        self.features = None
        if race == "head":
            self.features = self.all_features()

    @staticmethod
    def compiled(network, mode):
        return torch.compile(network) if mode == "compile" else network

    def arithmetic(self):
        if not self.bfloat16:
            return contextlib.nullcontext()
        return torch.autocast(self.device.type, dtype=torch.bfloat16)

    def batch_of(self, step):
        return self.pictures[step % RING].to(self.device, non_blocking=True)

    def all_features(self):
        found = []
        with torch.no_grad(), self.arithmetic():
            for step in range(self.steps):
                found.append(self.fixed(self.batch_of(step)).float())
        return torch.cat(found)

    def logits(self, step, rows):
        if self.race == "head":
            return self.rest(self.features.index_select(0, rows))
        if self.race == "train":
            return self.network(self.batch_of(step))
        with torch.no_grad():
            features = self.fixed(self.batch_of(step))
        return self.rest(features)

    def epoch(self):
        """Seconds from the first step to the moment when the epoch's loss and accuracy are known."""
        order = torch.randperm(self.batch * self.steps)
        if self.cuda:
            torch.cuda.synchronize()
        begin = time.perf_counter()
        loss_sum = torch.zeros((), device=self.device)
        correct = torch.zeros((), device=self.device)
        targets = self.targets[order].to(self.device)
        order = order.to(self.device)
        for step in range(self.steps):
            part = slice(step * self.batch, (step + 1) * self.batch)
            labels = targets[part]
            self.optimizer.zero_grad(set_to_none=True)
            with self.arithmetic():
                logits = self.logits(step, order[part])
                loss = nn.functional.cross_entropy(logits, labels)
            loss.backward()
            self.optimizer.step()
            loss_sum += loss.detach() * self.batch
            correct += (logits.detach().argmax(1) == labels).sum()
        if not torch.isfinite(loss_sum).item() or correct.item() < 0:
            sys.exit("peer.py: the loss is not finite")
        return time.perf_counter() - begin


def serve(contestant, epochs):
    first = contestant.epoch()
    contestant.epoch()
    print(f"ready {first:.9g}", flush=True)
    for line in sys.stdin:
        if line.strip() != "round":
            return
        seconds = sum(contestant.epoch() for _ in range(epochs))
        print(f"images {contestant.batch * contestant.steps * epochs} seconds {seconds:.9g}", flush=True)


def peak(device):
    torch.backends.cuda.matmul.allow_tf32 = True
    size, products = (8192, 20) if device.startswith("cuda") else (512, 3)
    for dtype in (torch.float32, torch.bfloat16):
        a, b = (torch.randn(size, size, device=device).to(dtype) for _ in range(2))
        seconds = []
        for _ in range(5):
            if device.startswith("cuda"):
                torch.cuda.synchronize()
            begin = time.perf_counter()
            for _ in range(products):
                c = a @ b
            c[0, 0].item()
            seconds.append(time.perf_counter() - begin)
        print(f"peak {str(dtype).split('.')[1]} {2 * size**3 * products / min(seconds) / 1e12:.6g}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="+", help="RACE PRECISION MODE, warm RACE PRECISION, or peak")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--epochs", type=int, default=1)
    given = parser.parse_args()
    if given.what == ["peak"]:
        peak(given.device)
        return
    warm = given.what[0] == "warm"
    race, precision, mode = given.what[1:] + ["compile"] if warm else given.what
    if race not in ("train", "frozen", "head") or precision not in ("float32", "bfloat16") or \
            mode not in ("eager", "compile"):
        parser.error(f"{' '.join(given.what)}: no such race")
    if warm:
        Contestant(race, precision, mode, given.device, given.batch, 1).epoch()
        return
    serve(Contestant(race, precision, mode, given.device, given.batch, given.steps), given.epochs)


if __name__ == "__main__":
    main()
