#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What layerbench-bench races: PyTorch and torchvision as they come.

peer.py tutorial FOLDER WEIGHTS EPOCHS BATCH THREADS   trains a new head as PyTorch's transfer learning tutorial does,
                                                       every picture through the whole network in every epoch
peer.py serve                                          answers one line of JSON with another, until the input ends
"""
import json
import sys
import time

import torch
import torchvision
from torchvision import transforms

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
EVALUATION = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(),
                                 transforms.Normalize(MEAN, STD)])


def photos(folder):
    """Only what is a photo: the set holds a GIF that came with it."""
    return torchvision.datasets.ImageFolder(folder, EVALUATION,
                                            is_valid_file=lambda path: path.lower().endswith((".jpg", ".jpeg")))


def tutorial(folder, weights, epochs, batch, threads):
    """The tutorial's loop with a frozen SqueezeNet 1.1, without augmentation, so that both see the same pictures."""
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = torchvision.models.squeezenet1_1()
    model.load_state_dict(torch.load(weights, map_location="cpu"))
    for parameter in model.parameters():
        parameter.requires_grad = False
    model.classifier[1] = torch.nn.Conv2d(512, 2, kernel_size=1)
    loaders = {part: torch.utils.data.DataLoader(photos(f"{folder}/{part}"), batch_size=batch, shuffle=part == "train")
               for part in ("train", "val")}
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.classifier[1].parameters(), lr=0.001, momentum=0.9)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    best = 0.0
    for _ in range(epochs):
        for part in ("train", "val"):
            model.train(part == "train")
            correct = 0
            for inputs, labels in loaders[part]:
                optimizer.zero_grad()
                with torch.set_grad_enabled(part == "train"):
                    outputs = model(inputs)
                    loss = criterion(outputs, labels)
                    if part == "train":
                        loss.backward()
                        optimizer.step()
                correct += int((outputs.argmax(1) == labels).sum())
            if part == "val":
                best = max(best, correct / len(loaders[part].dataset))
        schedule.step()
    return {"accuracy": best, "seconds_without_start": time.perf_counter() - STARTED}


MODELS = {}


def train(request):
    """Seconds for so many steps of full fine-tuning on synthetic pictures."""
    torch.set_num_threads(request["threads"])
    key = (request["network"], request["channels_last"])
    if key not in MODELS:
        model = getattr(torchvision.models, request["network"])(num_classes=10).train()
        pictures = torch.randn(request["batch"], 3, 224, 224)
        if request["channels_last"]:
            model = model.to(memory_format=torch.channels_last)
            pictures = pictures.contiguous(memory_format=torch.channels_last)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
        MODELS[key] = (model, pictures, torch.arange(request["batch"]) % 10, optimizer)
    model, pictures, labels, optimizer = MODELS[key]
    begin = time.perf_counter()
    for _ in range(request["steps"]):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(pictures), labels).backward()
        optimizer.step()
    return {"seconds": time.perf_counter() - begin}


def forget(_):
    """Gives the memory of what has been raced back."""
    MODELS.clear()
    return {}


def load(request):
    """Seconds for one pass of torchvision's loader over a folder, start of its workers included."""
    loader = torch.utils.data.DataLoader(photos(request["folder"]), batch_size=request["batch"],
                                         num_workers=request["workers"])
    begin = time.perf_counter()
    pictures = sum(len(labels) for _, labels in loader)
    return {"seconds": time.perf_counter() - begin, "pictures": pictures}


def convolution(request):
    """Multiply-adds a second of a 3x3 convolution, 64 to 64 channels: what the chip can do at its best."""
    torch.set_num_threads(request["threads"])
    layer = torch.nn.Conv2d(64, 64, 3, padding=1, bias=False).to(memory_format=torch.channels_last)
    maps = torch.randn(16, 64, 56, 56).contiguous(memory_format=torch.channels_last)
    best = float("inf")
    with torch.no_grad():
        for _ in range(request["times"]):
            begin = time.perf_counter()
            layer(maps)
            best = min(best, time.perf_counter() - begin)
    return {"multiply_adds_per_second": 16 * 56 * 56 * 64 * 64 * 9 / best}


def serve():
    for line in sys.stdin:
        request = json.loads(line)
        answer = {"train": train, "forget": forget, "load": load, "convolution": convolution}[request["do"]](request)
        print(json.dumps(answer), flush=True)


STARTED = time.perf_counter()
if sys.argv[1:2] == ["tutorial"] and len(sys.argv) == 7:
    print(json.dumps(tutorial(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6]))))
elif sys.argv[1:] == ["serve"]:
    print(json.dumps({"torch": torch.__version__, "torchvision": torchvision.__version__}), flush=True)
    serve()
else:
    sys.exit(__doc__)
