// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/sessions.h"

#include <QCoreApplication>

namespace layerbench {

namespace {

QString said(const char* source) {
    return QCoreApplication::translate("Sessions", source);
}

}  // namespace

QString Sessions::atWork(const WorkSession* besides) const {
    const auto active = [besides](const WorkSession* session) {
        return session && session != besides && session->active();
    };
    if (active(training))
        return said(QT_TRANSLATE_NOOP("Sessions", "A run is training. Stop it or wait: two at once would only slow "
                                                  "each other."));
    if (active(comparison))
        return said(QT_TRANSLATE_NOOP("Sessions", "The case board is at work. Stop it or wait: two at once would only "
                                                  "slow each other."));
    if (active(study))
        return said(QT_TRANSLATE_NOOP("Sessions", "A transferability study is at work. Stop it or wait: two at once "
                                                  "would only slow each other."));
    return {};
}

}  // namespace layerbench
