# SPDX-License-Identifier: GPL-3.0-or-later
"""He et al. 2015, section 4.2: the ResNets for CIFAR-10 with option A shortcuts, under the tensor names of
github.com/akamaster/pytorch_resnet_cifar10."""

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, channels_in, channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.stride, self.missing = stride, channels - channels_in

    def forward(self, x):
        path = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.missing:
            # Every second pixel; the missing channels are zeros, half before and half behind.
            x = F.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, self.missing // 2, self.missing // 2))
        return F.relu(path + x)


class CifarResNet(nn.Module):
    def __init__(self, blocks, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        for stage, (channels_in, channels) in enumerate([(16, 16), (16, 32), (32, 64)], start=1):
            first = Block(channels_in, channels, 1 if stage == 1 else 2)
            rest = [Block(channels, channels, 1) for _ in range(blocks - 1)]
            setattr(self, f"layer{stage}", nn.Sequential(first, *rest))
        self.linear = nn.Linear(64, classes)

    def forward(self, x):
        x = self.layer3(self.layer2(self.layer1(F.relu(self.bn1(self.conv1(x))))))
        return self.linear(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))
