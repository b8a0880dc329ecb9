// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/device_features.h"

#include "core/training/engine/cuda/driver.h"

namespace layerbench {

namespace {

at::Tensor picked(const at::Tensor& value, const at::Tensor& index) {
    if (value.dim() != 4)
        return value.index_select(0, index);
    // As [N, H W C] first: whole rows of plain memory, and the maps come out channels-last without another copy.
    const at::Tensor plain = value.permute({0, 2, 3, 1});
    const at::Tensor rows = plain.flatten(1).index_select(0, index);
    return rows.view({rows.size(0), plain.size(1), plain.size(2), plain.size(3)}).permute({0, 3, 1, 2});
}

}  // namespace

void DeviceFeatures::bring(const SharedSheet& sheet, const Uploads& uploads) {
    // The old sheet leaves before the new one comes.
    clear();
    sheet_ = sheet;
    if (uploads.device().is_cpu())
        return;
    const auto gpu = gpuFacts(uploads.device().index());
    if (!gpu || sheet->bytes > gpu->memory / share)
        return;
    try {
        // Not through page-locked memory, which would take the sheet's size once more.
        for (const auto& value : sheet->values)
            values_.push_back(value.to(uploads.device()));
    } catch (const std::exception& exception) {
        if (!isOutOfMemory(exception))
            throw;
        values_.clear();
    }
}

std::vector<at::Tensor> DeviceFeatures::rows(const SharedSheet& sheet, std::span<const std::int64_t> indices,
                                             const Uploads& uploads) {
    if (sheet != sheet_)
        bring(sheet, uploads);
    if (values_.empty())
        return {};
    const at::Tensor index = uploads.integers(indices);
    std::vector<at::Tensor> selected;
    for (const auto& value : values_)
        selected.push_back(picked(value, index).to(at::kFloat));
    return selected;
}

}  // namespace layerbench
