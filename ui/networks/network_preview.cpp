// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/network_preview.h"

#include "core/models/architectures.h"
#include "core/network/cost.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"
#include "widgets/diagram/layer_diagram.h"

#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace layerbench {

namespace {

constexpr QSize smallestDiagram{240, 160};
// The title, two lines of explanation and four facts, with the space between them: the same for every network, so that
// the diagram stays where it is.
constexpr int textLines = 7;
constexpr int textSpacing = 30;

QLabel* wrappingLabel() {
    auto* label = new QLabel;
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

}  // namespace

NetworkPreview::NetworkPreview(QWidget* parent) : QWidget(parent) {
    diagram_ = new LayerDiagram;
    diagram_->setObjectName(QStringLiteral("previewDiagram"));
    diagram_->setReadOnly(true);
    diagram_->setFocusPolicy(Qt::NoFocus);
    absent_ = wrappingLabel();
    absent_->setAlignment(Qt::AlignCenter);
    absent_->setProperty("muted", true);
    picture_ = new QStackedWidget;
    picture_->setMinimumSize(smallestDiagram);
    picture_->addWidget(diagram_);
    picture_->addWidget(absent_);
    title_ = wrappingLabel();
    title_->setObjectName(QStringLiteral("previewTitle"));
    title_->setProperty("heading", true);
    explanation_ = wrappingLabel();
    explanation_->setObjectName(QStringLiteral("previewExplanation"));

    texts_ = new QWidget;
    auto* texts = new QVBoxLayout(texts_);
    texts->setContentsMargins(0, 0, 0, 0);
    texts->setSpacing(6);
    texts->addWidget(title_);
    texts->addWidget(explanation_);
    facts_ = new QFormLayout;
    facts_->setContentsMargins(0, 4, 0, 0);
    facts_->setHorizontalSpacing(16);
    facts_->setVerticalSpacing(4);
    size_ = addFact(tr("Size"), "previewSize");
    input_ = addFact(tr("Input"), "previewInput");
    paper_ = addFact(tr("Paper"), "previewPaper");
    file_ = addFact(tr("File"), "previewFile");
    texts->addLayout(facts_);
    texts->addStretch();
    texts_->setFixedHeight(textLines * fontMetrics().lineSpacing() + textSpacing);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(picture_, 1);
    layout->addWidget(texts_);
    clear();
}

QLabel* NetworkPreview::addFact(const QString& name, const char* objectName) {
    auto* caption = new QLabel(name);
    caption->setProperty("muted", true);
    auto* value = new QLabel;
    value->setObjectName(QLatin1String(objectName));
    value->setTextFormat(Qt::PlainText);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    value->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    facts_->addRow(caption, value);
    return value;
}

void NetworkPreview::setFact(QLabel* value, const QString& text, const QString& toolTip) {
    value->setText(text);
    value->setToolTip(toolTip);
    facts_->setRowVisible(value, !text.isEmpty());
}

void NetworkPreview::show(const NetworkChoice& choice) {
    title_->setText(choice.title);
    showArchitecture(choice);
    showFile(choice);
}

void NetworkPreview::clear() {
    picture_->setCurrentWidget(absent_);
    absent_->setText(tr("No network matches the search."));
    title_->clear();
    explanation_->clear();
    for (auto* value : {size_, input_, paper_, file_})
        setFact(value, {});
}

void NetworkPreview::showArchitecture(const NetworkChoice& choice) {
    const auto* info = findArchitecture(choice.architecture.toStdString());
    if (!info) {
        clear();
        title_->setText(choice.title);
        absent_->setText(tr("The file's name tells no architecture.\nIts tensors will, when it is opened."));
        return;
    }
    // Its weights are not read for a preview, whose diagram does not tell of them.
    const auto built = buildArchitecture(info->name);
    Q_ASSERT(built);  // every row of the table builds
    const Network& network = *built;
    // Set while it is out of sight: one network does not turn into another here, as it does when it is edited.
    picture_->setCurrentWidget(absent_);
    diagram_->setNetwork(network);
    diagram_->fit();
    picture_->setCurrentWidget(diagram_);
    explanation_->setText(translated(info->explanation));
    const Cost whole = cost(network);
    setFact(size_,
            tr("%1 parameters, %2 multiply-adds").arg(shortCount(whole.parameters), shortCount(whole.multiplyAdds)),
            tr("%1 parameters; %2 multiply-adds for one picture")
                .arg(fullCount(whole.parameters), fullCount(whole.multiplyAdds)));
    setFact(input_, shapeText(network.shapeOf(LayerId::input)));
    setFact(paper_, toQString(info->paper));
}

void NetworkPreview::showFile(const NetworkChoice& choice) {
    if (choice.file.isEmpty()) {
        setFact(file_, {});
        return;
    }
    setFact(file_, tr("%1, %2").arg(QFileInfo(choice.file).fileName(), byteCount(choice.bytes)), choice.file);
}

}  // namespace layerbench
