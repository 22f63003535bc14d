package dev.perdure.crashtest.run;

import dev.perdure.client.DurableClient;
import dev.perdure.client.StatusOptions;
import dev.perdure.crashtest.journal.Journal;
import dev.perdure.crashtest.journal.Operation;
import dev.perdure.crashtest.journal.Operation.Phase;
import dev.perdure.crashtest.journal.OperationKind;
import dev.perdure.crashtest.judge.Verdict;
import dev.perdure.crashtest.load.Client;
import dev.perdure.crashtest.process.CrashTestException;
import dev.perdure.crashtest.process.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Copies the data folder file by file while the host runs, as no one should: each copy is refused in a clear sentence, or
 * holds everything that was acknowledged before the copying began.
 */
final class Copies {

    private static final int COPIES = 4;
    private static final long UP_MILLIS = 3_000;

    private Copies() {}

    static Outcome run(Path folder, RunOptions options, Progress progress) throws InterruptedException, IOException {
        List<String> problems = new ArrayList<>();
        int opened = 0;
        int refused = 0;
        Path data = folder.resolve("data");
        try (Stage stage = Stage.in(folder, data, options)) {
            progress.say("starting");
            stage.open();
            for (int i = 1; i <= COPIES; i++) {
                progress.say("copy " + i + "/" + COPIES);
                Thread.sleep(UP_MILLIS);
                Set<String> acknowledged = started(stage.journals());
                Path copy = folder.resolve("copy-" + i);
                Folders.copy(data, copy);
                acknowledged.removeAll(purged(stage.journals()));
                Path log = folder.resolve("copy-" + i + ".log");
                try (HostProcess host = new HostProcess(folder, copy, log, List.of("--disk-free-min", "0"))) {
                    host.start();
                    opened++;
                    missing(host, acknowledged, i, problems);
                    int code = host.stop();
                    if (code != 0) {
                        problems.add("The host on copy " + i + " stopped with exit code " + code + ".");
                    }
                } catch (CrashTestException e) {
                    String words = Files.readString(log);
                    if (words.contains("perdure: ") && !words.contains("\tat ")) {
                        refused++;
                    } else {
                        problems.add("Copy " + i + " was neither opened nor refused in a sentence; see " + log + ".");
                    }
                }
                Folders.remove(copy);
            }
            Verdict verdict = stage.close(progress);
            return new Outcome(
                    "copy",
                    verdict,
                    problems,
                    List.of(COPIES + " copies of the folder of a running host: " + opened
                            + " opened with all that was acknowledged, " + refused + " refused in a sentence"));
        }
    }

    /** Instances of which a purge was asked. */
    private static Set<String> purged(Path journals) {
        Set<String> ids = new LinkedHashSet<>();
        for (Operation line : Journal.read(journals, Client.JOURNALS, Operation.class)) {
            if (line.kind() == OperationKind.PURGE) {
                ids.add(line.instanceId());
            }
        }
        return ids;
    }

    /** Instances whose start is acknowledged. */
    private static Set<String> started(Path journals) {
        Set<String> ids = new LinkedHashSet<>();
        for (Operation line : Journal.read(journals, Client.JOURNALS, Operation.class)) {
            if (line.kind() == OperationKind.START && line.phase() == Phase.DONE) {
                ids.add(line.instanceId());
            }
        }
        return ids;
    }

    private static void missing(HostProcess host, Set<String> acknowledged, int copy, List<String> problems)
            throws IOException {
        try (DurableClient client =
                DurableClient.builder().origin(host.http()).privateSession().build()) {
            List<String> missing = acknowledged.stream()
                    .filter(id -> client.status(id, StatusOptions.defaults().withoutInput())
                            .isEmpty())
                    .toList();
            if (!missing.isEmpty()) {
                problems.add("Copy " + copy + " opened without " + missing.size() + " of " + acknowledged.size()
                        + " acknowledged instances, such as " + missing.getFirst() + ".");
            }
        }
    }
}
