package dev.perdure.crashtest.run;

import dev.perdure.crashtest.journal.Disturbance;
import dev.perdure.crashtest.judge.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Flips one byte in each kind of file of a store that was killed: reading the store from end to end then names the damage,
 * or gives the very same contents (a byte that nothing rests on).
 */
final class Corruption {

    private static final int FLIPS_PER_KIND = 4;
    private static final long UP_MILLIS = 4_000;

    private Corruption() {}

    static Outcome run(Path folder, RunOptions options, Progress progress) throws InterruptedException, IOException {
        Path data = folder.resolve("data");
        Path killed = folder.resolve("killed");
        Verdict verdict;
        try (Stage stage = Stage.in(folder, data, options)) {
            progress.say("starting");
            stage.open();
            Thread.sleep(UP_MILLIS);
            // Once in good order, so that there are tables; then killed, so that there is a log.
            long began = System.nanoTime();
            int code = stage.host().stop();
            stage.host().start();
            stage.disturbed(Disturbance.Kind.KILL, Disturbance.HOST, began);
            Thread.sleep(UP_MILLIS);
            began = System.nanoTime();
            stage.host().kill();
            Folders.copy(data, killed);
            stage.host().start();
            stage.disturbed(Disturbance.Kind.KILL, Disturbance.HOST, began);
            verdict = stage.close(progress);
            if (code != 0) {
                return new Outcome(
                        "corruption", verdict, List.of("The host stopped with exit code " + code), List.of());
            }
        }
        List<String> problems = new ArrayList<>();
        List<String> facts = new ArrayList<>();
        flips(folder, killed, options.seed(), progress, problems, facts);
        return new Outcome("corruption", verdict, problems, facts);
    }

    private static void flips(
            Path folder, Path killed, long seed, Progress progress, List<String> problems, List<String> facts)
            throws InterruptedException, IOException {
        RandomGenerator random = new Random(seed);
        String whole = readCopy(folder, killed, "", 0).digest();
        if (whole.isEmpty()) {
            problems.add("The store of the killed host cannot be read even without damage.");
            return;
        }
        for (Map.Entry<String, List<Path>> kind : kinds(killed).entrySet()) {
            int named = 0;
            int harmless = 0;
            for (int i = 0; i < FLIPS_PER_KIND; i++) {
                progress.say("flipping bytes: " + kind.getKey());
                Path file = kind.getValue().get(random.nextInt(kind.getValue().size()));
                long at = random.nextLong(Files.size(file));
                ReadThrough result = readCopy(folder, killed, file.getFileName().toString(), at);
                if (result.isRefused()) {
                    named++;
                } else if (result.isRead() && result.digest().equals(whole)) {
                    harmless++;
                } else {
                    problems.add(String.format(
                            Locale.ROOT,
                            "A flipped byte %d of %s: exit code %d, %s %s",
                            at,
                            file.getFileName(),
                            result.exitCode(),
                            result.isRead() ? "read with other contents" : "not told in a sentence:",
                            result.words()));
                }
            }
            facts.add("one byte flipped in " + kind.getKey() + ": " + named + " times named, " + harmless
                    + " times without effect on the contents");
        }
    }

    private static ReadThrough readCopy(Path folder, Path killed, String file, long at)
            throws IOException, InterruptedException {
        Path copy = folder.resolve("flipped");
        Folders.remove(copy);
        Folders.copy(killed, copy);
        if (!file.isEmpty()) {
            byte[] bytes = Files.readAllBytes(copy.resolve(file));
            bytes[(int) at] ^= (byte) 0x40;
            Files.write(copy.resolve(file), bytes);
        }
        return ReadThrough.of(folder, copy);
    }

    /** The files that hold something, by kind. */
    private static Map<String, List<Path>> kinds(Path store) throws IOException {
        Map<String, List<Path>> kinds = new TreeMap<>();
        try (Stream<Path> files = Files.list(store)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                String kind = name.endsWith(".sst")
                        ? "tables (.sst)"
                        : name.endsWith(".blob")
                                ? "large values (.blob)"
                                : name.endsWith(".log")
                                        ? "logs (.log)"
                                        : name.startsWith("MANIFEST") ? "MANIFEST" : name;
                boolean matters = !kind.equals(name) || name.equals("CURRENT") || name.equals("FORMAT");
                if (matters && Files.size(file) > 0) {
                    kinds.computeIfAbsent(kind, any -> new ArrayList<>()).add(file);
                }
            }
        }
        return kinds;
    }
}
