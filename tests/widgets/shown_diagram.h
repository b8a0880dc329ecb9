// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A LayerDiagram on the screen that writes down what it asks for, with layers by name.

#include "tests/network/networks.h"
#include "widgets/diagram/layer_diagram.h"

#include <QApplication>
#include <QMouseEvent>
#include <QTest>
#include <QWheelEvent>

namespace layerbench::fixture {

struct ShownDiagram {
    Network network;
    LayerDiagram diagram;
    QStringList heard;  ///< "slice features.2", "freeze fc", "insert ReLU after conv1 before relu", …
    QString hinted;     ///< the last hint

    explicit ShownDiagram(Network shown, const QStringList& unfolded = {}) : network(std::move(shown)) {
        using D = LayerDiagram;
        diagram.resize(840, 370);
        diagram.setNetwork(network);
        diagram.setUnfolded(unfolded);
        QObject::connect(&diagram, &D::sliceRequested, &diagram, [this](LayerId id) { hear("slice", {id}); });
        QObject::connect(&diagram, &D::trainableRequested, &diagram,
                         [this](const auto& ids, bool trains) { hear(trains ? "unfreeze" : "freeze", ids); });
        QObject::connect(&diagram, &D::insertRequested, &diagram, [this](Kind kind, LayerId after, LayerId before) {
            heard << QStringLiteral("insert %1 after %2 before %3")
                         .arg(QString::fromLatin1(kindInfo(kind).name), nameOf(after), nameOf(before));
        });
        QObject::connect(&diagram, &D::changeRequested, &diagram, [this](LayerId id) { hear("change", {id}); });
        QObject::connect(&diagram, &D::removeRequested, &diagram, [this](LayerId id) { hear("remove", {id}); });
        QObject::connect(&diagram, &D::menuRequested, &diagram, [this](const QPoint& at, LayerId id) {
            const QPoint local = diagram.mapFromGlobal(at);
            heard << QStringLiteral("menu %1 at %2,%3").arg(nameOf(id)).arg(local.x()).arg(local.y());
        });
        QObject::connect(&diagram, &D::hint, &diagram, [this](const QString& text) { hinted = text; });
        diagram.show();
        diagram.setFocus();
    }

    QString nameOf(LayerId layer) const {
        return layer == LayerId::input ? QStringLiteral("all")
                                       : QString::fromStdString(diagram.network().layer(layer).name);
    }
    QString namesOf(const std::vector<LayerId>& layers) const {
        QStringList list;
        for (const LayerId layer : layers)
            list << nameOf(layer);
        return list.join(QLatin1Char(' '));
    }
    void hear(const char* what, const std::vector<LayerId>& layers) {
        heard << QLatin1String(what) + QLatin1Char(' ') + namesOf(layers);
    }

    LayerId layer(const char* name) const { return id(diagram.network(), name); }
    QString selected() const { return namesOf(diagram.selection()); }
    QPoint centre(const char* name) const { return diagram.bodyOf(layer(name)).center().toPoint(); }
    QPoint behind(const char* name) const { return diagram.cutPointAfter(layer(name)).toPoint(); }
    QPoint handle() const { return diagram.knifeHandle().toPoint(); }
    /// Below all layers.
    QPoint background() const { return {60, diagram.height() - 12}; }

    void press(const QPoint& at, Qt::MouseButton button = Qt::LeftButton) {
        QTest::mousePress(&diagram, button, {}, at);
    }
    void move(const QPoint& at) { QTest::mouseMove(&diagram, at); }
    /// Without a button; QTest would only move the cursor.
    void hover(const QPointF& at) {
        QMouseEvent event(QEvent::MouseMove, at, diagram.mapToGlobal(at), Qt::NoButton, {}, {});
        QApplication::sendEvent(&diagram, &event);
    }
    void release(const QPoint& at, Qt::MouseButton button = Qt::LeftButton) {
        QTest::mouseRelease(&diagram, button, {}, at);
    }
    void drag(const QPoint& from, const QPoint& to, Qt::MouseButton button = Qt::LeftButton) {
        press(from, button);
        move((from + to) / 2);
        move(to);
        release(to, button);
    }
    void click(const QPoint& at, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(&diagram, Qt::LeftButton, modifiers, at);
    }
    /// As the system sends it: a click, and then the second press.
    void doubleClick(const QPoint& at) {
        click(at);
        QTest::mouseDClick(&diagram, Qt::LeftButton, {}, at);
        release(at);
    }
    void key(int code, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(&diagram, static_cast<Qt::Key>(code), modifiers);
    }
    void wheel(const QPointF& at, QPoint angle, Qt::KeyboardModifiers modifiers = {}) {
        QWheelEvent event(at, diagram.mapToGlobal(at), {}, angle, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&diagram, &event);
    }

    /// A frame's title in widget coordinates.
    QPoint frameTitle(int index) const {
        const auto& frame = diagram.layout().frames[static_cast<std::size_t>(index)];
        return toWidget(frame.titleBox.center()).toPoint();
    }
    /// Widget coordinates of a point of the diagram: by the picture, which is always there.
    QPointF toWidget(const QPointF& point) const {
        const QRectF there = diagram.layout().units[0].body;
        const QRectF here = diagram.bodyOf(LayerId::input);
        return here.topLeft() + (point - there.topLeft()) * (here.width() / there.width());
    }
    QPointF toDiagram(const QPointF& point) const {
        const QRectF there = diagram.layout().units[0].body;
        const QRectF here = diagram.bodyOf(LayerId::input);
        return there.topLeft() + (point - here.topLeft()) * (there.width() / here.width());
    }
};

}  // namespace layerbench::fixture
