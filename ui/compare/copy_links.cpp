// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/copy_links.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace layerbench {

void addCopyLinks(QHBoxLayout& row, const QString& prefix, const QString& tip,
                  const std::function<void(const QString&, TableFormat)>& copy) {
    struct Link {
        const char* id;
        const char* name;
        TableFormat format;
    };
    auto* caption = new QLabel(QCoreApplication::translate("CopyLinks", "Copy as"));
    caption->setProperty("muted", true);
    row.addWidget(caption);
    for (const Link& link : {Link{"Markdown", "Markdown", TableFormat::markdown}, Link{"Csv", "CSV", TableFormat::csv},
                             Link{"Latex", "LaTeX", TableFormat::latex}}) {
        const QString name = QLatin1String(link.name);
        auto* button = new QPushButton(name);
        button->setObjectName(prefix + QLatin1String(link.id));
        button->setToolTip(tip);
        button->setProperty("link", true);
        button->setCursor(Qt::PointingHandCursor);
        button->setAutoDefault(false);
        QObject::connect(button, &QPushButton::clicked, button,
                         [copy, name, format = link.format] { copy(name, format); });
        row.addWidget(button);
    }
}

}  // namespace layerbench
