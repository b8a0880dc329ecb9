// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/network_editor.h"

#include "core/network/blocks.h"
#include "ui/document/document.h"
#include "ui/document/layer_selection.h"
#include "ui/networks/layer_change.h"
#include "ui/networks/layer_inspector.h"
#include "ui/window/actions.h"
#include "widgets/basics/message_strip.h"
#include "widgets/basics/numbers.h"
#include "widgets/basics/translated.h"
#include "widgets/diagram/layer_diagram.h"
#include "widgets/diagram/layer_palette.h"

#include <QMenu>
#include <QToolButton>

#include <algorithm>

namespace layerbench {

NetworkEditor::NetworkEditor(Document& document, const Views& views, const Actions& actions, QObject* parent)
    : QObject(parent), document_(document), views_(views), actions_(actions) {
    LayerDiagram* diagram = views_.diagram;
    connect(diagram, &LayerDiagram::sliceRequested, this, &NetworkEditor::slice);
    connect(diagram, &LayerDiagram::trainableRequested, this, &NetworkEditor::setTrainable);
    connect(diagram, &LayerDiagram::insertRequested, this, &NetworkEditor::insert);
    connect(diagram, &LayerDiagram::changeRequested, this, &NetworkEditor::change);
    connect(diagram, &LayerDiagram::removeRequested, this, &NetworkEditor::remove);
    connect(diagram, &LayerDiagram::menuRequested, this, &NetworkEditor::showMenu);
    connect(diagram, &LayerDiagram::selectionChanged, this, [this] {
        views_.inspector->showSelection(views_.diagram->selection());
        updateActions();
    });
    connect(diagram, &LayerDiagram::toolChanged, this, &NetworkEditor::updateActions);
    connect(views_.inspector, &LayerInspector::editRequested, this, &NetworkEditor::apply);
    connect(views_.inspector, &LayerInspector::changeRequested, this, &NetworkEditor::change);
    connect(views_.inspector, &LayerInspector::removeRequested, this, &NetworkEditor::remove);
    connect(views_.palette, &LayerPalette::chosen, this, [this](Kind kind) {
        const auto& selection = views_.diagram->selection();
        if (document_.hasNetwork())
            insert(kind, selection.empty() ? document_.network().output() : selection.back(), LayerId::input);
    });
    connect(&document_, &Document::networkChanged, this, &NetworkEditor::updateActions);

    connect(actions_.undo, &QAction::triggered, &document_, &Document::undo);
    connect(actions_.redo, &QAction::triggered, &document_, &Document::redo);
    connect(actions_.backToSource, &QAction::triggered, this, [this] {
        while (document_.canUndo())
            document_.undo();
    });
    connect(actions_.freeze, &QAction::triggered, this, [this] {
        const auto& layers = views_.diagram->selection();
        const bool train =
            std::ranges::none_of(layers, [this](LayerId id) { return document_.network().layer(id).trainable; });
        setTrainable(layers, train);
    });
    connect(actions_.change, &QAction::triggered, this, [this] {
        if (const auto& layers = views_.diagram->selection(); !layers.empty())
            change(layers.front());
    });
    connect(actions_.remove, &QAction::triggered, this, [this] {
        if (const auto& layers = views_.diagram->selection(); layers.size() == 1)
            remove(layers.front());
    });
    connect(actions_.newHead, &QAction::triggered, this, &NetworkEditor::giveNewHead);
    for (std::size_t i = 0; i < actions_.cases.size(); ++i)
        connect(actions_.cases[i], &QAction::triggered, this,
                [this, which = allCases()[i]] { which == Case::cutAndNewHead ? chooseCut() : applyCase(which); });
    for (std::size_t i = 0; i < actions_.variants.size(); ++i)
        connect(actions_.variants[i], &QAction::triggered, this,
                [this, which = allVariants()[i]] { applyVariant(which); });
    const auto tool = [this](QAction* action, LayerDiagram::Tool which) {
        connect(action, &QAction::triggered, this, [this, which] { views_.diagram->setTool(which); });
    };
    tool(actions_.select, LayerDiagram::Tool::select);
    tool(actions_.knife, LayerDiagram::Tool::knife);
    tool(actions_.freezeTool, LayerDiagram::Tool::freeze);
    updateActions();
}

std::string NetworkEditor::nameOf(LayerId layer) const {
    return layer == LayerId::input ? "input" : document_.network().layer(layer).name;
}

void NetworkEditor::apply(const Edit& edit) {
    Recipe recipe;
    recipe.edits.push_back(edit);
    applyRecipe(recipe);
}

bool NetworkEditor::applyRecipe(const Recipe& recipe) {
    if (const auto done = document_.apply(recipe); !done) {
        views_.strip->show(MessageStrip::Kind::error, translated(done.error()));
        // A view that showed the wish already shows the truth again.
        if (document_.hasNetwork())
            views_.inspector->showNetwork(document_.network());
        return false;
    }
    Q_EMIT said(translated(layerbench::nameOf(document_.history().steps()[document_.history().done() - 1])));
    return true;
}

void NetworkEditor::applyCase(Case which, const std::string& cut) {
    applyWay([&] { return caseRecipe(which, document_.source().network, cut); }, explanation(which));
}

void NetworkEditor::applyVariant(Variant which) {
    applyWay([&] { return variantRecipe(which, document_.source().network, document_.classCount()); },
             explanation(which));
}

void NetworkEditor::applyWay(const std::function<Result<Recipe>()>& make, const char* explanation) {
    if (!document_.hasNetwork())
        return;
    if (document_.classCount() == 0) {
        views_.strip->show(MessageStrip::Kind::error,
                           tr("A case gives the network a head for the classes of your data. Choose data first."),
                           tr("Choose data…"), [this] { actions_.openData->trigger(); });
        return;
    }
    const auto recipe = make();
    auto done = recipe ? document_.apply(*recipe, true) : Result<void>(Failure(recipe.error()));
    if (!done)
        views_.strip->show(MessageStrip::Kind::error, translated(done.error()));
    else
        Q_EMIT said(translated(explanation));
}

void NetworkEditor::openCase(Case which, const std::string& cut) {
    if (document_.hasNetwork() && document_.history().done() > 0) {
        const EditStep& last = document_.history().steps()[document_.history().done() - 1];
        const auto recipe = caseRecipe(which, document_.source().network, cut);
        if (recipe && last == EditStep{*recipe, document_.classCount(), true})
            return;
    }
    applyCase(which, cut);
}

void NetworkEditor::giveNewHead() {
    if (document_.classCount() == 0) {
        views_.strip->show(MessageStrip::Kind::error,
                           tr("How many classes the new head has follows from the data. Choose data first."),
                           tr("Choose data…"), [this] { actions_.openData->trigger(); });
        return;
    }
    apply(ReplaceHead{});
}

void NetworkEditor::slice(LayerId last) {
    apply(SliceAfter{nameOf(last)});
}

void NetworkEditor::setTrainable(const std::vector<LayerId>& layers, bool trainable) {
    if (!layers.empty())
        apply(SetTrainable{selectionOf(document_.network(), layers), trainable});
}

void NetworkEditor::insert(Kind kind, LayerId after, LayerId before) {
    InsertLayer edit;
    edit.after = nameOf(after);
    edit.before = before == LayerId::input ? std::string() : nameOf(before);
    edit.kind = kind;
    const std::size_t before_ = document_.history().done();
    apply(edit);
    if (document_.history().done() == before_)
        return;
    // The new layer is the one that follows: selected, so that the inspector shows it.
    const Network& network = document_.network();
    for (const LayerId id : network.consumersOf(after))
        if (network.layer(id).kind == kind)
            views_.diagram->setSelection({id});
}

void NetworkEditor::change(LayerId layer) {
    if (layer == LayerId::input || !document_.hasNetwork())
        return;
    auto* dialog = new LayerChangeDialog(document_.network(), layer, views_.diagram->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &LayerChangeDialog::editRequested, this, &NetworkEditor::apply);
    dialog->open();
}

void NetworkEditor::remove(LayerId layer) {
    apply(RemoveLayer{nameOf(layer)});
}

void NetworkEditor::chooseCut() {
    if (!document_.hasNetwork())
        return;
    const Network& source = document_.source().network;
    auto* menu = new QMenu(views_.diagram->window());
    menu->setObjectName(QStringLiteral("cutMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addSection(tr("Keep the layers up to …"));
    const auto all = blocks(source);
    for (const auto& cut : cutPoints(source)) {
        const auto block = std::ranges::find(all, cut, &Block::name);
        const LayerId last = block == all.end() ? source.find(cut)->id : block->layers.back();
        auto* action = menu->addAction(tr("%1   (%2)").arg(toQString(cut), shapeText(source.shapeOf(last))));
        action->setData(toQString(cut));
        // While the mouse is over an entry, the diagram shows which layer it means.
        connect(action, &QAction::hovered, this, [this, last] {
            if (document_.network().contains(last))
                views_.diagram->setSelection({last});
        });
        connect(action, &QAction::triggered, this, [this, cut] { applyCase(Case::cutAndNewHead, cut); });
    }
    if (menu->actions().size() == 1) {
        delete menu;
        applyCase(Case::cutAndNewHead);
        return;
    }
    auto* button = views_.diagram->window()->findChild<QToolButton*>(QStringLiteral("case2Button"));
    menu->popup(button ? button->mapToGlobal(QPoint(0, button->height())) : QCursor::pos());
}

void NetworkEditor::showMenu(const QPoint& globalPosition, LayerId layer) {
    auto* menu = new QMenu(views_.diagram->window());
    menu->setObjectName(QStringLiteral("layerMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (layer != LayerId::input) {
        menu->addAction(tr("Slice after %1").arg(toQString(nameOf(views_.diagram->selection().back()))), this,
                        [this] { slice(views_.diagram->selection().back()); });
        menu->addAction(tr("Freeze everything up to here"), this, [this, last = views_.diagram->selection().back()] {
            const auto layers = document_.network().layers();
            std::vector<LayerId> upTo;
            for (std::size_t i = 0; i <= document_.network().indexOf(last); ++i)
                upTo.push_back(layers[i].id);
            setTrainable(upTo, false);
        });
        menu->addSeparator();
        for (QAction* action : {actions_.freeze, actions_.change, actions_.remove})
            menu->addAction(action);
        menu->addAction(tr("Random weights"), this, [this] {
            apply(Reinitialise{selectionOf(document_.network(), views_.diagram->selection()), {}});
        });
        menu->addSeparator();
    }
    for (QAction* action : {actions_.newHead, actions_.undo, actions_.redo})
        menu->addAction(action);
    menu->addSeparator();
    for (QAction* action : {actions_.fit, actions_.foldAll, actions_.unfoldAll, actions_.find})
        menu->addAction(action);
    menu->popup(globalPosition);
}

void NetworkEditor::updateActions() {
    const bool there = document_.hasNetwork();
    const auto& selection = views_.diagram->selection();
    const auto named = [](QAction* action, const QString& verb, const EditStep* step) {
        action->setEnabled(step != nullptr);
        action->setText(step ? QStringLiteral("%1: %2").arg(verb, translated(layerbench::nameOf(*step))) : verb);
        action->setToolTip(
            QStringLiteral("%1 (%2)").arg(action->text(), action->shortcut().toString(QKeySequence::NativeText)));
    };
    const History* history = there ? &document_.history() : nullptr;
    named(actions_.undo, tr("&Undo"), document_.canUndo() ? &history->steps()[history->done() - 1] : nullptr);
    named(actions_.redo, tr("&Redo"), document_.canRedo() ? &history->steps()[history->done()] : nullptr);
    actions_.backToSource->setEnabled(document_.canUndo());
    for (QAction* action : {actions_.select, actions_.knife, actions_.freezeTool, actions_.newHead, actions_.fit,
                            actions_.zoomIn, actions_.zoomOut, actions_.find, actions_.foldAll, actions_.unfoldAll})
        action->setEnabled(there);
    for (QAction* action : actions_.cases)
        action->setEnabled(there);
    for (QAction* action : actions_.variants)
        action->setEnabled(there);
    actions_.freeze->setEnabled(!selection.empty());
    actions_.change->setEnabled(!selection.empty());
    actions_.remove->setEnabled(selection.size() == 1);
    const auto tool = views_.diagram->tool();
    actions_.select->setChecked(tool == LayerDiagram::Tool::select);
    actions_.knife->setChecked(tool == LayerDiagram::Tool::knife);
    actions_.freezeTool->setChecked(tool == LayerDiagram::Tool::freeze);
}

}  // namespace layerbench
