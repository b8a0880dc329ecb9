// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/skipped_files_dialog.h"

#include "widgets/basics/translated.h"

#include <QAbstractTableModel>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QTreeView>
#include <QVBoxLayout>

namespace layerbench {

namespace {

/// With its class alone: the folders before say the same in every row.
QString shortName(const std::string& path) {
    return toQString(path).section(QLatin1Char('/'), -2);
}

/// Shows the list as it is: a hundred thousand rows cost nothing until they are looked at.
class SkippedFilesModel final : public QAbstractTableModel {
public:
    SkippedFilesModel(const std::vector<SkippedFile>& files, QObject* parent)
        : QAbstractTableModel(parent), files_(files) {}

    int rowCount(const QModelIndex& parent) const override {
        return parent.isValid() ? 0 : static_cast<int>(files_.size());
    }
    int columnCount(const QModelIndex&) const override { return 2; }
    QVariant data(const QModelIndex& index, int role) const override {
        if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
            return {};
        const auto& file = files_[static_cast<std::size_t>(index.row())];
        if (role == Qt::ToolTipRole)
            return index.column() == 0 ? toQString(file.name) : translated(file.reason);
        const auto name = shortName(file.name);
        if (index.column() == 0)
            return name;
        auto reason = file.reason;
        for (auto& argument : reason.arguments)
            if (shortName(argument) == name)
                argument = name.toStdString();
        return translated(reason);
    }
    QVariant headerData(int section, Qt::Orientation, int role) const override {
        if (role != Qt::DisplayRole)
            return {};
        return section == 0 ? SkippedFilesDialog::tr("File") : SkippedFilesDialog::tr("Why it was left out");
    }

private:
    std::vector<SkippedFile> files_;
};

}  // namespace

SkippedFilesDialog::SkippedFilesDialog(const std::vector<SkippedFile>& files, QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("skippedFilesDialog"));
    setWindowTitle(tr("Files left out"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* list = new QTreeView;
    list->setObjectName(QStringLiteral("skippedFiles"));
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setModel(new SkippedFilesModel(files, list));
    list->setColumnWidth(0, 220);
    list->setStyleSheet(
        QStringLiteral("QTreeView { outline: 0; } QTreeView::item { padding: 4px 8px; border: none; }"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(list);
    layout->addWidget(buttons);
    resize(760, 320);
}

}  // namespace layerbench
