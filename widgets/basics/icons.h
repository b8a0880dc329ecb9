// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

namespace layerbench {

/// Line icons that are drawn when needed, so that they are sharp at every size and follow the theme's colours.
enum class Icon {
    network,
    data,
    undo,
    redo,
    pointer,
    knife,
    snowflake,
    replace,
    train,
    pause,
    stop,
    resume,
    zoomIn,
    zoomOut,
    fit,
    fold,
    unfold,
    search,
    save,
    open,
    exportFile,
    remove,
    info,
    warning,
    error,
    done,
    close,
    more,
    layers,
    copy,
    best,
};

QIcon icon(Icon which);
QPixmap iconPixmap(Icon which, int size, const QColor& colour, double devicePixelRatio);
/// The program's own, for windows and launchers.
QIcon applicationIcon();

}  // namespace layerbench
