// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/recipe.h"
#include "core/study/cases.h"
#include "core/study/variants.h"

#include <QObject>
#include <QPoint>

#include <functional>

namespace layerbench {

class Document;
class LayerDiagram;
class LayerInspector;
class LayerPalette;
class MessageStrip;
struct Actions;

/// Carries out what the diagram, the inspector, the palette and the actions want of the network: each intent becomes
/// one step of the document, or a sentence in the message strip and nothing has changed.
class NetworkEditor final : public QObject {
    Q_OBJECT

public:
    struct Views {
        LayerDiagram* diagram;
        LayerInspector* inspector;
        LayerPalette* palette;
        MessageStrip* strip;
    };

    NetworkEditor(Document& document, const Views& views, const Actions& actions, QObject* parent);

    void apply(const Edit& edit);
    /// Whether it could be done; else the strip says why not.
    bool applyRecipe(const Recipe& recipe);
    /// Case 2 needs a cut: a layer or block; the others ignore it.
    void applyCase(Case which, const std::string& cut = {});
    void applyVariant(Variant which);
    /// As applyCase(), where the network does not stand so already.
    void openCase(Case which, const std::string& cut);
    /// A step for the network as it stands: the head gets as many outputs as the data has classes.
    void giveNewHead();

Q_SIGNALS:
    /// An edit was made or refused: the status bar's business.
    void said(const QString& text);

private:
    /// A recipe that starts from the source and gives a head for the data's classes.
    void applyWay(const std::function<Result<Recipe>()>& recipe, const char* explanation);
    void slice(LayerId last);
    void setTrainable(const std::vector<LayerId>& layers, bool trainable);
    void insert(Kind kind, LayerId after, LayerId before);
    void change(LayerId layer);
    void remove(LayerId layer);
    void chooseCut();
    void showMenu(const QPoint& globalPosition, LayerId layer);
    void updateActions();
    std::string nameOf(LayerId layer) const;

    Document& document_;
    Views views_;
    const Actions& actions_;
};

}  // namespace layerbench
