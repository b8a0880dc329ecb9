// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/network_panel.h"

#include "core/network/cost.h"
#include "widgets/basics/numbers.h"
#include "widgets/diagram/layer_diagram.h"
#include "widgets/diagram/layer_palette.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace layerbench {

namespace {

constexpr int sideMargin = 12;
constexpr int headSpacing = 12;

}  // namespace

NetworkPanel::NetworkPanel(QWidget* parent)
    : QFrame(parent), title_(new QLabel(this)), summary_(new QLabel(this)), diagram_(new LayerDiagram(this)),
      palette_(new LayerPalette(this)) {
    setObjectName(QStringLiteral("networkPanel"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    title_->setObjectName(QStringLiteral("networkTitle"));
    QFont heading = title_->font();
    heading.setPointSizeF(heading.pointSizeF() * 1.2);
    heading.setBold(true);
    title_->setFont(heading);
    summary_->setObjectName(QStringLiteral("networkSummary"));
    summary_->setProperty("muted", true);
    // A long summary is shortened rather than making the window wider.
    summary_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    diagram_->setObjectName(QStringLiteral("diagram"));
    palette_->setObjectName(QStringLiteral("layerPalette"));

    auto* head = new QHBoxLayout;
    head->setSpacing(headSpacing);
    head->addWidget(title_);
    head->addWidget(summary_, 1);
    auto* body = new QHBoxLayout;
    body->setSpacing(0);
    body->addWidget(diagram_, 1);
    body->addWidget(palette_);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    head->setContentsMargins(sideMargin, 8, sideMargin, 4);
    all->addLayout(head);
    all->addLayout(body, 1);

    connect(palette_, &LayerPalette::dragMoved, this, [this](Kind kind, const QPoint& at) {
        const QPoint position = diagram_->mapFromGlobal(at);
        if (diagram_->rect().contains(position))
            diagram_->previewInsert(kind, position);
        else
            diagram_->cancelInsert();
    });
    connect(palette_, &LayerPalette::dropped, this, [this](Kind kind, const QPoint& at) {
        const QPoint position = diagram_->mapFromGlobal(at);
        if (diagram_->rect().contains(position))
            diagram_->dropInsert(kind, position);
        else
            diagram_->cancelInsert();
    });
    connect(palette_, &LayerPalette::dragCancelled, diagram_, &LayerDiagram::cancelInsert);
    connect(palette_, &LayerPalette::hint, this, &NetworkPanel::hint);
    connect(diagram_, &LayerDiagram::hint, this, &NetworkPanel::hint);
}

void NetworkPanel::showNetwork(const Network& network, const QString& title, const QString& caseTitle) {
    const Cost total = cost(network);
    title_->setText(title);
    QStringList parts;
    if (!caseTitle.isEmpty())
        parts << caseTitle;
    parts << tr("%1 classes").arg(fullCount(network.classCount()));
    parts << tr("%1 of %2 parameters train").arg(shortCount(total.trainableParameters), shortCount(total.parameters));
    facts_ = parts.join(QStringLiteral(" · "));
    writeFacts();
    summary_->setToolTip(
        tr("%1 parameters, %2 of them trainable; %3 multiply-adds for one picture")
            .arg(fullCount(total.parameters), fullCount(total.trainableParameters), shortCount(total.multiplyAdds)));
    diagram_->setNetwork(network);
}

void NetworkPanel::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    writeFacts();
}

void NetworkPanel::writeFacts() {
    // The layout has not placed the label yet when this resizes: what is left beside the title counts.
    const int room = width() - title_->sizeHint().width() - 2 * sideMargin - headSpacing;
    summary_->setText(summary_->fontMetrics().elidedText(facts_, Qt::ElideRight, std::max(room, 0)));
}

void NetworkPanel::setPaletteVisible(bool visible) {
    palette_->setVisible(visible);
}

}  // namespace layerbench
