package dev.perdure.crashtest.run;

import dev.perdure.crashtest.judge.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Kills the host again and again at random moments under load, sometimes while it is still starting, and now and then a
 * worker.
 */
final class Kills {

    private static final int UP_MILLIS_MIN = 300;
    private static final int UP_MILLIS_MAX = 3_000;
    private static final int STARTED_MILLIS_MAX = 1_500;

    private Kills() {}

    /** Runs the scenario in {@code folder}. */
    static Outcome run(Path folder, int kills, RunOptions options, Progress progress) throws InterruptedException {
        Random random = new Random(options.seed() ^ 0x6b696c6cL);
        List<Long> away = new ArrayList<>();
        int done = 0;
        int workerKills = 0;
        try (Stage stage = Stage.in(folder, folder.resolve("data"), options)) {
            progress.say("starting");
            stage.open();
            while (done < kills) {
                progress.say("kills " + done + "/" + kills);
                Thread.sleep(random.nextInt(UP_MILLIS_MIN, UP_MILLIS_MAX));
                if (random.nextInt(4) == 0) {
                    stage.killWorker();
                    workerKills++;
                }
                if (random.nextInt(8) == 0 && done + 1 < kills) {
                    away.add(stage.killHostTwice(Duration.ofMillis(random.nextInt(STARTED_MILLIS_MAX))));
                    done += 2;
                } else {
                    away.add(stage.killHost());
                    done++;
                }
            }
            Verdict verdict = stage.close(progress);
            return new Outcome(
                    "kills",
                    verdict,
                    List.of(),
                    List.of(
                            "kills of the host " + done + ", of workers " + workerKills,
                            "from the kill of the host until it is ready again: " + spread(away)));
        }
    }

    /** Least, middle and greatest. */
    private static String spread(List<Long> nanos) {
        if (nanos.isEmpty()) {
            return "never";
        }
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return String.format(
                Locale.ROOT,
                "min %.1f s, median %.1f s, max %.1f s",
                sorted.getFirst() / 1e9,
                sorted.get(sorted.size() / 2) / 1e9,
                sorted.getLast() / 1e9);
    }
}
