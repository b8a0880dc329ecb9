// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/help_dialog.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace layerbench {

namespace {

QString said(const char* source) {
    return QCoreApplication::translate("Help", source);
}

void showPage(QWidget* parent, const QString& title, const QString& html) {
    auto* dialog = new QDialog(parent);
    dialog->setObjectName(QStringLiteral("helpDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    auto* text = new QTextBrowser(dialog);
    text->setFrameShape(QFrame::NoFrame);
    text->setHtml(html);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
    auto* column = new QVBoxLayout(dialog);
    column->addWidget(text);
    column->addWidget(buttons);
    dialog->resize(620, 560);
    dialog->show();
}

QString table(std::initializer_list<std::pair<QString, QString>> rows) {
    QString html = QStringLiteral("<table cellspacing=0 cellpadding=4 width=100%>");
    for (const auto& [left, right] : rows)
        html += QStringLiteral("<tr><td width=34%><b>%1</b></td><td>%2</td></tr>").arg(left, right);
    return html + QStringLiteral("</table>");
}

}  // namespace

void showFirstSteps(QWidget* parent) {
    const QString steps = said(
        "<h3>From here to a curve</h3><ol>"
        "<li>The network in the middle was trained on one set of pictures; the pictures on the left are others.</li>"
        "<li>Press <b>Case 1</b>: the network is frozen (ice blue, with a snowflake) and gets a new last layer, the "
        "head, "
        "for the new classes.</li>"
        "<li>Press <b>Train</b> and watch the curves.</li></ol>"
        "<p>Which case fits? Open the <b>case board</b> (Alt+2): <b>Ask the adviser</b> measures in seconds, without "
        "training, which case suits your data and where to cut; <b>Compare</b> lets all cases run side by side, each "
        "with several seeds, and says what is better beyond noise. Turn the dial <b>images per class</b> and compare "
        "again: a second plot shows from how many pictures on another case wins.</p>"
        "<p>Or press another case and train again: the table of results compares the runs. Your own pictures: drop a "
        "folder that holds one folder for each class on the window. Your own weights: drop a .pth or .safetensors "
        "file.</p>"
        "<h3>The words</h3>");
    showPage(
        parent, said("First steps"),
        steps +
            table({
                {said("Layer"), said("One step of the network’s computation. A slab is a convolution: as high as its "
                                     "picture is sharp, as thick as it has channels. A column is fully connected.")},
                {said("Frozen"), said("Keeps its weights, bit for bit. After each run the program proves it.")},
                {said("Head"), said("The last layer with weights: its outputs are the classes.")},
                {said("Slice"), said("Cuts the network: what stands behind the knife goes.")},
                {said("Epoch"), said("Once through all training pictures.")},
                {said("Loss"), said("How wrong the network’s answers are; lower is better.")},
                {said("Validation"), said("Pictures that the network never trains on; they tell how well it does.")},
                {said("Seed, ±"),
                 said("A seed draws the new weights and the order of the pictures. A case runs with several; "
                      "± is how far its accuracies spread (their standard deviation).")},
                {said("Difference"), said("How far your pictures are from those that the network was trained on: 0 the "
                                          "same, 0.5 the border between similar and different, 1 nothing in common.")},
                {said("Linear probe"),
                 said("The simplest classifier on what a frozen layer gives. How much it gets right "
                      "tells how much that layer’s features are worth for your classes.")},
                {said("Transferability"),
                 said("How well blocks that learnt one task serve another. <b>Compare › Transferability study</b> "
                      "copies them from network to network and draws what each comes to, as Yosinski et al. did in "
                      "2014.")},
                {said("Case 1 … 4"), said("New head on frozen layers · early layers kept, new head · train everything "
                                          "from the pretrained weights · train everything from random weights.")},
            }));
}

void showKeysAndGestures(QWidget* parent) {
    showPage(parent, said("Keys and gestures"),
             table({
                 {said("Wheel, + −"), said("Zoom the diagram")},
                 {said("Drag the background"), said("Move the diagram; 0 shows all of it")},
                 {said("Drag the knife’s handle, or K and click"),
                  said("Slice: what would go turns grey; Escape takes it back")},
                 {said("F"), said("Freeze or unfreeze the selected layers")},
                 {said("Shift+F, then drag over layers"), said("Freeze them; starting on a frozen one unfreezes")},
                 {said("Double click"), said("Change a layer, or unfold a block")},
                 {said("Drag from Layers"), said("Insert a layer on a connection")},
                 {said("Delete"), said("Take the selected layer out")},
                 {said("Arrow keys, Shift"), said("Walk from layer to layer, extend the selection")},
                 {said("Ctrl+F"), said("Find layers by name or kind")},
                 {said("Ctrl+1 … Ctrl+4"), said("The four cases")},
                 {said("Ctrl+R, Ctrl+P, Ctrl+."), said("Train, pause, stop")},
                 {said("Alt+1 … Alt+3"), said("The network, the case board, the transferability study")},
                 {said("Arrow keys in its figure"), said("The numbers of its points")},
                 {said("Ctrl+Z, Ctrl+Shift+Z"), said("Undo, redo")},
                 {said("Drop files"), said("A weight file, a folder of pictures, a project or a recipe")},
             }));
}

}  // namespace layerbench
