// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/background/engine_host.h"

#include "ui/background/in_background.h"
#include "widgets/basics/translated.h"

namespace layerbench {

namespace {

struct Loaded {
    Engine* engine;
    std::string version;
    std::vector<DeviceInfo> devices;
};

}  // namespace

EngineHost::EngineHost(QObject* parent) : QObject(parent) {}

void EngineHost::load() {
    if (std::exchange(asked_, true))
        return;
    inBackground(
        this,
        []() -> Result<Loaded> {
            LB_TRY(Engine * engine, loadEngine());
            return Loaded{engine, engine->version(), engine->devices()};
        },
        [this](Result<Loaded> loaded) {
            if (!loaded) {
                asked_ = false;
                Q_EMIT failed(loaded.error());
                return;
            }
            engine_ = loaded->engine;
            version_ = toQString(loaded->version);
            devices_ = std::move(loaded->devices);
            Q_EMIT ready();
        });
}

}  // namespace layerbench
