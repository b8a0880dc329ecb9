// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/result.h"
#include "core/weights/state_dict.h"

#include <filesystem>

namespace layerbench {

/// Files above this size are refused: 16 GiB, thirty times the largest network that Layerbench knows (VGG-19).
inline constexpr std::uint64_t maximumWeightFileBytes = std::uint64_t{16} << 30;

/// Reads the weights of a network. The format is recognised by the content, never by the file's name:
/// - PyTorch's zip (.pth, .pt since 1.6) and its older format without zip (.pth, .th);
/// - safetensors.
/// In a training checkpoint the tensors are found inside (`state_dict`, `model`, …). What a wrapper put before every
/// name
/// ("module.") is removed. Tensors keep the type they are stored in; a strided view arrives row-major.
///
/// Nothing in the file is ever run, and every size it claims is checked against the bytes it has before memory is
/// taken: at most about twice the file's size is. Any file yields weights or a sentence for the user. Any thread.
Result<StateDict> readWeightFile(const std::filesystem::path& path);

/// Writes safetensors (https://huggingface.co/docs/safetensors): tensors in the order of `weights`, the data aligned to
/// each type's size, metadata kept. Atomic: `path` is the complete new file or what it was before, and nothing else
/// stays in the folder. Fails with a sentence on a folder that cannot be written or a full disk. Any thread.
Result<void> writeSafetensors(const std::filesystem::path& path, const StateDict& weights);

/// Writes an ordinary state dict that Python opens with torch.load(path, weights_only=True): an OrderedDict of tensors
/// in the order of `weights`, uncompressed, every tensor's data at a multiple of 64 bytes. Metadata has no place in
/// this format and is left out. At most 4 GiB (zip without its 64-bit form). Atomic as above.
Result<void> writePth(const std::filesystem::path& path, const StateDict& weights);

}  // namespace layerbench
