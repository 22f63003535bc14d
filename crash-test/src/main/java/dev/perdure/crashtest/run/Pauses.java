package dev.perdure.crashtest.run;

import dev.perdure.crashtest.judge.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Stops the host, and workers, in their tracks (SIGSTOP) for longer than a lease, and lets them go on. */
final class Pauses {

    private static final int ROUNDS = 3;
    private static final Duration UP = Duration.ofSeconds(4);
    private static final Duration PAUSE = Duration.ofSeconds(9);
    private static final List<String> SHORT_LEASES =
            List.of("--turn-lease-seconds", "4", "--activity-lease-seconds", "6");

    private Pauses() {}

    static Outcome run(Path folder, RunOptions options, Progress progress) throws InterruptedException {
        List<String> settings = new ArrayList<>(options.hostSettings());
        settings.addAll(SHORT_LEASES);
        try (Stage stage = Stage.in(folder, folder.resolve("data"), options.withHostSettings(settings))) {
            progress.say("starting");
            stage.open();
            for (int round = 1; round <= ROUNDS; round++) {
                progress.say("pause " + round + "/" + ROUNDS + " of a worker");
                Thread.sleep(UP.toMillis());
                stage.pause(stage.someWorker(), PAUSE);
                progress.say("pause " + round + "/" + ROUNDS + " of the host");
                Thread.sleep(UP.toMillis());
                stage.pause(stage.host().process(), PAUSE);
            }
            Verdict verdict = stage.close(progress);
            return new Outcome(
                    "pause",
                    verdict,
                    List.of(),
                    List.of(ROUNDS + " pauses of a worker and " + ROUNDS + " of the host, " + PAUSE.toSeconds()
                            + " s each, with leases of 4 s and 6 s"));
        }
    }
}
