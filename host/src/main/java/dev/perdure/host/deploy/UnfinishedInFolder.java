package dev.perdure.host.deploy;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.InstancePage;
import dev.perdure.engine.InstanceQuery;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.storage.StorageException;
import dev.perdure.host.UserErrorException;
import dev.perdure.host.backup.Exports;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Those in a store, as of one moment, whether or not a process has it open. Works on a copy that is removed again. */
record UnfinishedInFolder(Path data) implements Unfinished {

    private static final Set<RuntimeStatus> LIVE =
            Set.of(RuntimeStatus.PENDING, RuntimeStatus.RUNNING, RuntimeStatus.SUSPENDED);

    @Override
    public void forEach(Taker taker) throws IOException, InterruptedException {
        Exports.withCopy(data, storage -> {
            // Without workers: it reads the copy, and changes no history in it.
            try (TaskHubEngine engine =
                    TaskHubEngine.open(storage, EngineOptions.defaults(), InstantSource.system(), new SecureRandom())) {
                String continuation = "";
                do {
                    InstancePage page = engine.instances(
                            new InstanceQuery(null, null, LIVE, "", InstanceQuery.PAGE_MAX, continuation, false));
                    for (InstanceView instance : page.instances()) {
                        show(engine, instance, taker);
                    }
                    continuation = page.continuation();
                } while (!continuation.isEmpty());
            } catch (StorageException e) {
                throw new UserErrorException(String.valueOf(e.getMessage()), e);
            }
        });
    }

    private static void show(TaskHubEngine engine, InstanceView listed, Taker taker) {
        List<HistoryEvent> history = engine.history(listed.instanceId());
        if (!history.isEmpty()) {
            taker.begun(listed.instanceId(), listed.name(), history);
            return;
        }
        engine.instance(listed.instanceId(), true)
                .ifPresent(whole -> taker.notBegun(
                        whole.instanceId(), Unfinished.start(whole.name(), whole.version(), whole.input())));
    }
}
