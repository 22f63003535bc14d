package dev.perdure.crashtest.run;

import dev.perdure.crashtest.journal.Disturbance;
import dev.perdure.crashtest.judge.Verdict;
import dev.perdure.crashtest.process.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Disks that become full, and nearly full. */
final class FullDisks {

    private static final String NOT_POSSIBLE = "not possible here: needs mount right";
    private static final Duration UP = Duration.ofSeconds(5);
    private static final Duration DEATH_MAX = Duration.ofSeconds(60);
    private static final int ENGINE_FAILED = 3;
    private static final long MEBIBYTE = 1024L * 1024;

    private FullDisks() {}

    /** The disk is filled to the last byte under load: the host ends at once, and the next one goes on. */
    static Outcome full(Path folder, RunOptions options, Progress progress) throws InterruptedException, IOException {
        Optional<SmallDisk> mounted = SmallDisk.mount(folder.resolve("disk"), 256);
        if (mounted.isEmpty()) {
            return new Outcome("disk-full", null, List.of(NOT_POSSIBLE), List.of());
        }
        List<String> problems = new ArrayList<>();
        try (SmallDisk disk = mounted.get();
                Stage stage = Stage.in(
                        folder,
                        disk.folder().resolve("data"),
                        options.withHostSettings(List.of("--disk-free-min", "0")))) {
            progress.say("starting");
            stage.open();
            Thread.sleep(UP.toMillis());
            progress.say("filling the disk");
            long began = System.nanoTime();
            ChildProcess host = stage.host().process();
            while (host.isAlive() && System.nanoTime() - began < DEATH_MAX.toNanos()) {
                disk.fillUpTo(0);
                // The log has room set aside for itself: that must be filled too.
                large(stage.host().http());
            }
            int code = host.isAlive() ? -1 : host.await(Duration.ofSeconds(1));
            if (code != ENGINE_FAILED) {
                problems.add(
                        "With a full disk the host ended with exit code " + code + " instead of 3 (-1: not at all).");
            }
            boolean told = Files.readString(folder.resolve("host.log")).contains("Check disk space");
            if (!told) {
                problems.add("The log of the host does not speak of disk space.");
            }
            if (host.isAlive()) {
                host.kill();
            }
            disk.empty();
            progress.say("starting again");
            stage.host().start();
            long away = stage.disturbed(Disturbance.Kind.KILL, Disturbance.HOST, began);
            Thread.sleep(UP.toMillis());
            Verdict verdict = stage.close(progress);
            return new Outcome(
                    "disk-full",
                    verdict,
                    problems,
                    List.of(
                            "the host ended with exit code " + code + (told ? " and said why" : ""),
                            "from the first full write until the next host was ready, with room again: "
                                    + away / 1_000_000 + " ms"));
        }
    }

    /** The disk becomes nearly full: nothing new is taken, reads go on, and all is well when there is room again. */
    static Outcome low(Path folder, RunOptions options, Progress progress) throws InterruptedException, IOException {
        Optional<SmallDisk> mounted = SmallDisk.mount(folder.resolve("disk"), 384);
        if (mounted.isEmpty()) {
            return new Outcome("low-disk", null, List.of(NOT_POSSIBLE), List.of());
        }
        List<String> problems = new ArrayList<>();
        try (SmallDisk disk = mounted.get();
                Stage stage = Stage.in(
                        folder,
                        disk.folder().resolve("data"),
                        options.withHostSettings(List.of("--disk-free-min", "128")))) {
            progress.say("starting");
            stage.open();
            Thread.sleep(UP.toMillis());
            progress.say("filling the disk");
            long began = System.nanoTime();
            disk.fillUpTo(120 * MEBIBYTE);
            Thread.sleep(2_500);
            URI api = stage.host().http().resolve("/runtime/webhooks/durabletask/");
            HttpResponse<String> start = ask("POST", api.resolve("orchestrators/Sequence/low-disk-probe"));
            if (start.statusCode() != 503 || !start.body().contains("--disk-free-min")) {
                problems.add("A start was answered " + start.statusCode() + " " + start.body());
            }
            int read = ask("GET", api.resolve("instances?top=1")).statusCode();
            if (read != 200) {
                problems.add("A list was answered " + read + ".");
            }
            String metrics = ask("GET", stage.host().http().resolve("/metrics")).body();
            if (!metrics.contains("perdure_disk_low 1")) {
                problems.add("The metrics do not say that the disk is low.");
            }
            Thread.sleep(UP.toMillis());
            long left = disk.freeBytes();
            if (left < 60 * MEBIBYTE) {
                problems.add("Only " + left / MEBIBYTE + " MiB were left after 5 s of refusing.");
            }
            disk.empty();
            int after = 503;
            long deadline = System.nanoTime() + 5_000_000_000L;
            while (after == 503 && System.nanoTime() - deadline < 0) {
                Thread.sleep(100);
                after = ask("POST", api.resolve("instances/no-such-instance/raiseEvent/e"))
                        .statusCode();
            }
            if (after == 503) {
                problems.add("With room again the host still refuses.");
            }
            // Work was not handed out meanwhile, and what was in flight is delivered again.
            long away = stage.disturbed(Disturbance.Kind.PAUSE, Disturbance.HOST, began);
            Thread.sleep(UP.toMillis());
            Verdict verdict = stage.close(progress);
            return new Outcome(
                    "low-disk",
                    verdict,
                    problems,
                    List.of(
                            "writes refused for " + away / 1_000_000 + " ms with " + left / MEBIBYTE
                                    + " MiB left; reads answered " + read,
                            "re-runs below by 'host paused' are work that was in flight then"));
        }
    }

    /** Starts an instance that nobody serves, with a large input; what becomes of it does not matter. */
    private static void large(URI host) throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var unused = client.send(
                    HttpRequest.newBuilder(host.resolve("/runtime/webhooks/durabletask/orchestrators/Unserved"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("\"" + "x".repeat(4 << 20) + "\""))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            // The host has no room, or is gone: that is what is waited for.
        }
    }

    private static HttpResponse<String> ask(String method, URI uri) throws InterruptedException, IOException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
