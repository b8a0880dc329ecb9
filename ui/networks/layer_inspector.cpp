// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/layer_inspector.h"

#include "core/models/architectures.h"
#include "ui/networks/fact_list.h"
#include "ui/networks/layer_controls.h"
#include "ui/networks/layer_facts.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/theme.h"
#include "widgets/basics/translated.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <unordered_set>

namespace layerbench {

namespace {

/// A hairline in the colour of borders, whatever the theme.
class Hairline final : public QFrame {
public:
    Hairline() {
        setFrameShape(QFrame::HLine);
        setFrameShadow(QFrame::Plain);
        setForegroundRole(QPalette::Mid);
        setFixedHeight(1);
    }
};

/// Green is what was proved; what has changed although it was frozen is a fault, and looks like one. The property
/// "proof" says which: kept, changed, broken.
class ProofLine final : public QLabel {
protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::of(this);
        const QString proof = property("proof").toString();
        QPainter painter(this);
        painter.setPen(proof == QLatin1String("kept")     ? theme.good
                       : proof == QLatin1String("broken") ? theme.warning
                                                          : theme.mutedText);
        painter.drawText(contentsRect(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, text());
    }
};

}  // namespace

LayerInspector::LayerInspector(QWidget* parent)
    : QWidget(parent), title_(new ElidedLabel), explanation_(new QLabel), facts_(new FactList), line_(new Hairline),
      controls_(new LayerControls), proofLine_(new ProofLine), change_(new QPushButton(tr("Change…"))),
      remove_(new QPushButton(tr("Remove"))) {
    setObjectName(QStringLiteral("layerInspector"));
    title_->setObjectName(QStringLiteral("inspectorTitle"));
    title_->setProperty("heading", true);
    title_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    explanation_->setObjectName(QStringLiteral("inspectorExplanation"));
    explanation_->setProperty("muted", true);
    explanation_->setWordWrap(true);
    proofLine_->setObjectName(QStringLiteral("proofLine"));
    proofLine_->setWordWrap(true);
    change_->setObjectName(QStringLiteral("changeLayerButton"));
    change_->setToolTip(tr("Another kind of layer, or other sizes, in this place"));
    remove_->setObjectName(QStringLiteral("removeLayerButton"));
    remove_->setToolTip(tr("Take the layer out; what used it uses its input instead"));
    for (QPushButton* button : {change_, remove_})
        button->setStatusTip(button->toolTip());

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(change_, 1);
    buttons->addWidget(remove_, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 10);
    layout->setSpacing(5);
    for (QWidget* widget : std::initializer_list<QWidget*>{title_, explanation_, facts_, line_, controls_, proofLine_})
        layout->addWidget(widget);
    layout->addStretch();
    layout->addLayout(buttons);

    connect(controls_, &LayerControls::editRequested, this, &LayerInspector::editRequested);
    connect(change_, &QPushButton::clicked, this, [this] { Q_EMIT changeRequested(layers_.front()); });
    connect(remove_, &QPushButton::clicked, this, [this] { Q_EMIT removeRequested(layers_.front()); });
    refresh();
}

void LayerInspector::showNetwork(const Network& network) {
    network_ = network;
    std::erase_if(layers_, [&](LayerId id) { return !network.contains(id); });
    refresh();
}

void LayerInspector::showSelection(const std::vector<LayerId>& layers) {
    layers_ = layers;
    if (network_) {
        std::erase_if(layers_, [this](LayerId id) { return !network_->contains(id); });
        std::ranges::sort(layers_, {}, [this](LayerId id) { return network_->indexOf(id); });
    }
    refresh();
}

void LayerInspector::setProof(const std::vector<LayerProof>& proof, qint64 run) {
    proof_ = proof;
    run_ = run;
    refresh();
}

void LayerInspector::refresh() {
    const bool one = network_ && layers_.size() == 1;
    explanation_->hide();
    line_->hide();
    change_->setVisible(one);
    remove_->setVisible(one);
    if (!network_) {
        title_->setText(tr("No network"));
        facts_->setFacts({});
        controls_->hide();
    } else if (layers_.empty()) {
        showWholeNetwork();
    } else {
        showLayers();
    }
    showProof();
}

void LayerInspector::showWholeNetwork() {
    const ArchitectureInfo* known = findArchitecture(network_->architecture());
    title_->setText(toQString(known ? known->title : network_->architecture()));
    if (known) {
        explanation_->setText(translated(known->explanation));
        explanation_->show();
    }
    facts_->setFacts(networkFacts(*network_));
    controls_->showLayers(*network_, {});
}

void LayerInspector::showLayers() {
    if (layers_.size() == 1) {
        const Layer& layer = network_->layer(layers_.front());
        const bool head = layer.id == network_->head();
        title_->setText(head ? tr("%1 – the head").arg(toQString(layer.name)) : toQString(layer.name));
        facts_->setFacts(layerFacts(*network_, layer.id));
        // Layers that join branches cannot be bridged, and the last one cannot go.
        remove_->setEnabled(removeLayer(*network_, layer.id).has_value());
    } else {
        title_->setText(tr("%1 layers").arg(layers_.size()));
        facts_->setFacts(layersFacts(*network_, layers_));
    }
    controls_->showLayers(*network_, layers_);
    line_->setVisible(!controls_->isHidden());
}

std::vector<const LayerProof*> LayerInspector::proofsShown() const {
    std::vector<const LayerProof*> proofs;
    if (!network_)
        return proofs;
    const std::unordered_set<LayerId> chosen(layers_.begin(), layers_.end());
    for (const auto& proof : proof_) {
        const bool shown = network_->contains(proof.layer) && (chosen.empty() || chosen.contains(proof.layer));
        // Ids are the network's own: of another network, a layer with this id has another name.
        if (shown && proof.name == network_->layer(proof.layer).name)
            proofs.push_back(&proof);
    }
    return proofs;
}

void LayerInspector::showProof() {
    const auto proofs = proofsShown();
    proofLine_->setVisible(!proofs.empty());
    if (proofs.empty())
        return;
    const auto changed = std::ranges::count_if(proofs, [](const LayerProof* proof) { return !proof->unchanged; });
    const bool broken =
        std::ranges::any_of(proofs, [](const LayerProof* proof) { return proof->frozen && !proof->unchanged; });
    const auto count = static_cast<int>(proofs.size());
    if (count == 1) {
        const LayerProof& proof = *proofs.front();
        proofLine_->setText(proof.unchanged
                                ? tr("Proved unchanged in run %1").arg(run_)
                                : tr("Changed by %1 (L2) in run %2").arg(number(proof.change, 3)).arg(run_));
        proofLine_->setToolTip(tr("SHA-256 of its weights and statistics\nbefore: %1\nafter: %2")
                                   .arg(toQString(proof.before), toQString(proof.after)));
    } else {
        proofLine_->setText(changed == 0       ? tr("All proved unchanged in run %1").arg(run_)
                            : changed == count ? tr("All changed in run %1").arg(run_)
                                               : tr("%1 of %2 layers with weights proved unchanged in run %3")
                                                     .arg(count - changed)
                                                     .arg(count)
                                                     .arg(run_));
        proofLine_->setToolTip(tr("Their weights and statistics are the same, bit for bit, before and after the run"));
    }
    proofLine_->setProperty("proof", broken ? "broken" : changed < count ? "kept" : "changed");
    proofLine_->update();
}

}  // namespace layerbench
