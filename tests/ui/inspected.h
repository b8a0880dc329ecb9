// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The layer inspector alone, with what it asks for.

#include "core/network/recipe.h"
#include "tests/network/networks.h"
#include "ui/networks/fact_list.h"
#include "ui/networks/layer_inspector.h"
#include "ui/networks/toggle_switch.h"

#include <QDoubleSpinBox>
#include <QtTest>

#include <string>
#include <vector>

namespace layerbench::fixture {

/// The inspector at its dock's width; the edits that it asks for are kept, not carried out, unless a test does so.
class Inspected {
public:
    explicit Inspected(Network shown) : network(std::move(shown)) {
        QObject::connect(&view, &LayerInspector::editRequested, &view,
                         [this](const Edit& edit) { edits.push_back(edit); });
        QObject::connect(&view, &LayerInspector::changeRequested, &view, [this](LayerId id) { changes.push_back(id); });
        QObject::connect(&view, &LayerInspector::removeRequested, &view,
                         [this](LayerId id) { removals.push_back(id); });
        view.showNetwork(network);
        view.resize(265, 330);
        view.show();
        if (!QTest::qWaitForWindowActive(&view))
            qFatal("the inspector gets no focus");
    }

    void select(const std::vector<std::string>& layers) { view.showSelection(ids(network, layers)); }
    /// The label, switch or field of that name, which must be there.
    template <class Widget>
    Widget* find(const char* name) {
        auto* found = view.findChild<Widget*>(QLatin1String(name));
        if (!found)
            qFatal("the inspector has no %s", name);
        return found;
    }
    QString fact(const char* key) { return find<QLabel>((std::string("fact-") + key).c_str())->text(); }
    double share(const char* key) {
        auto* bar = find<ShareBar>((std::string("share-") + key).c_str());
        return bar->isVisible() ? bar->share() : -1;
    }
    QString title() { return find<QLabel>("inspectorTitle")->text(); }
    ToggleSwitch* frozen() { return find<ToggleSwitch>("frozenSwitch"); }
    QDoubleSpinBox* rate() { return find<QDoubleSpinBox>("learningRateMultiplier"); }
    /// What the only edit so far makes of the network.
    Network edited() {
        if (edits.size() != 1)
            qFatal("%zu edits", edits.size());
        return required(apply(network, edits.front(), 5));
    }

    Network network;
    std::vector<Edit> edits;
    std::vector<LayerId> changes;
    std::vector<LayerId> removals;
    LayerInspector view;
};

}  // namespace layerbench::fixture
