# SPDX-License-Identifier: GPL-3.0-or-later
"""The demonstration network: three convolutional and three fully connected layers."""

import torch
from torch import nn


class Demonstration(nn.Module):
    def __init__(self, classes):
        super().__init__()
        stages = []
        for channels_in, channels in [(3, 32), (32, 64), (64, 128)]:
            stages += [nn.Conv2d(channels_in, channels, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        self.features = nn.Sequential(*stages)
        self.classifier = nn.Sequential(nn.Linear(2048, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(),
                                        nn.Linear(128, classes))

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))
