// SPDX-License-Identifier: GPL-3.0-or-later
// The search of the LayerDiagram: marks what matches, Return goes to the next.
#include "widgets/basics/translated.h"
#include "widgets/diagram/layer_diagram_state.h"

#include <QKeyEvent>

#include <algorithm>

namespace layerbench {

void LayerDiagram::startSearch() {
    State& s = *state_;
    if (!s.network)
        return;
    s.search->show();
    s.search->raise();
    s.search->selectAll();
    s.search->setFocus();
    s.lookFor(s.search->text());
}

bool LayerDiagram::eventFilter(QObject* watched, QEvent* event) {
    State& s = *state_;
    if (watched == s.search && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Escape:
            s.search->hide();
            s.lookFor({});
            setFocus();
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            s.showFound();
            return true;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void LayerDiagram::State::lookFor(const QString& text) {
    found.clear();
    foundAt = 0;
    if (!text.isEmpty() && network)
        for (int i = 1; i < unitCount(); ++i)
            if (std::ranges::any_of(unit(i).layers, [&](LayerId id) {
                    const Layer& layer = network->layer(id);
                    return toQString(layer.name).contains(text, Qt::CaseInsensitive) ||
                           toQString(kindInfo(layer.kind).name).contains(text, Qt::CaseInsensitive) ||
                           translated(kindInfo(layer.kind).title).contains(text, Qt::CaseInsensitive);
                }))
                found.push_back(i);
    if (!text.isEmpty())
        Q_EMIT self->hint(found.empty()       ? tr("No layer is called “%1”.").arg(text)
                          : found.size() == 1 ? tr("Found once; Return goes there.")
                                              : tr("Found %1 times; Return goes to the next.").arg(found.size()));
    self->update();
}

void LayerDiagram::State::showFound() {
    if (found.empty())
        return;
    const int here = found[foundAt % found.size()];
    ++foundAt;
    select(unit(here).layers);
    self->reveal(unit(here).main);
}

}  // namespace layerbench
