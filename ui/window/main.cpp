// SPDX-License-Identifier: GPL-3.0-or-later
// layerbench: the window.
#include "core/project/caches.h"
#include "ui/background/yielding_threads.h"
#include "ui/window/main_window.h"
#include "ui/window/tour.h"
#include "widgets/basics/theme.h"

#include <QApplication>
#include <QCommandLineParser>

int main(int argc, char* argv[]) {
    layerbench::useYieldingThreads(argv);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("layerbench"));
    QApplication::setApplicationDisplayName(QStringLiteral("Layerbench"));
    QApplication::setApplicationVersion(QStringLiteral(LAYERBENCH_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("layerbench"));

    // Before any widget is made: the typeface reaches those alone that come after it.
    layerbench::applyTheme(application, layerbench::systemPrefersDark(application) ? layerbench::Theme::forDark()
                                                                                   : layerbench::Theme::light());

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("main", "A workbench for transfer learning.\nExample: layerbench photos.layerbench"));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("files"),
                                 QApplication::translate("main",
                                                         "Projects (.layerbench), weight files, folders of pictures or "
                                                         "recipes to open."),
                                 QStringLiteral("[FILE…]"));
    const QCommandLineOption tour(
        QStringLiteral("tour"),
        QApplication::translate("main", "Use the window by itself as a newcomer would, write pictures "
                                        "of every view into DIR, and end."),
        QStringLiteral("DIR"));
    parser.addOption(tour);
    parser.process(application);

    if (parser.isSet(tour))
        return layerbench::runTour(parser.value(tour));
    layerbench::useCaches(layerbench::cacheFolder());
    layerbench::MainWindow window(layerbench::MainWindow::standardPlaces());
    window.show();
    window.start();
    for (const QString& file : parser.positionalArguments())
        window.open(file);
    return QApplication::exec();
}
