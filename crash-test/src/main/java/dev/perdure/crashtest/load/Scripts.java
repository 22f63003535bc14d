package dev.perdure.crashtest.load;

import dev.perdure.core.EntityId;
import dev.perdure.core.RuntimeStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * What one lane of a client does: again and again a script about an instance of its own, chosen at random, with events
 * to the shared collectors in between. Confined to its thread.
 */
final class Scripts {

    private static final Duration END_MAX = Duration.ofSeconds(60);
    private static final int PAUSE_MILLIS_MAX = 250;
    private static final int COUNTERS = 5;

    private final Client client;
    private final String lane;
    private final Path folder;
    private final List<String> sharedCollectors;
    private final RandomGenerator random;
    private final AtomicBoolean stopping;
    private int instances;
    private int sharedEvents;

    /**
     * A lane.
     *
     * @param lane its name, unique in the run
     * @param folder where gates are opened
     * @param sharedCollectors ids of collectors that every lane sends to
     */
    Scripts(
            Client client,
            String lane,
            Path folder,
            List<String> sharedCollectors,
            RandomGenerator random,
            AtomicBoolean stopping) {
        this.client = client;
        this.lane = lane;
        this.folder = folder;
        this.sharedCollectors = sharedCollectors;
        this.random = random;
        this.stopping = stopping;
    }

    /** Runs scripts until it is told to stop. */
    void run() throws InterruptedException {
        while (!stopping.get()) {
            instances++;
            String id = lane + "-" + instances;
            switch (random.nextInt(11)) {
                case 0 -> plain(id, Programs.SEQUENCE, Assignment.of(random.nextInt(1, 5)));
                case 1 -> plain(id, Programs.FAN_OUT, Assignment.of(random.nextInt(2, 12)));
                case 2 -> plain(id, Programs.TIMER, Assignment.timer(random.nextInt(50, 1_500)));
                case 3 -> twins(id);
                case 4 -> events(id);
                case 5 -> terminated(id);
                case 6 -> suspended(id);
                case 7 -> rewound(id);
                case 8 -> restarted(id);
                case 9 -> plain(id, Programs.PARENT, Assignment.of(random.nextInt(1, 5)));
                default -> purged(id);
            }
            if (!sharedCollectors.isEmpty() && random.nextInt(3) == 0) {
                sharedEvents++;
                String collector = sharedCollectors.get(random.nextInt(sharedCollectors.size()));
                client.raise(collector, lane, sharedEvents);
            }
            if (random.nextInt(2) == 0) {
                client.signal(new EntityId(Counters.NAME, Integer.toString(random.nextInt(COUNTERS))));
            }
            Thread.sleep(random.nextInt(PAUSE_MILLIS_MAX));
        }
    }

    private String collector() {
        return random.nextBoolean() ? Programs.COLLECTOR : Programs.ROUNDS;
    }

    private void plain(String id, String program, Assignment assignment) {
        if (client.start(id, program, assignment)) {
            client.status(id);
            client.waitForEnd(id, END_MAX);
        }
    }

    /** Two starts of one id at once, and readers meanwhile: one of the two makes the instance, the other is refused. */
    private void twins(String id) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2; i++) {
                threads.execute(() -> client.start(id, Programs.SEQUENCE, Assignment.of(2)));
                threads.execute(() -> client.status(id));
            }
        }
        client.waitForEnd(id, END_MAX);
    }

    private void events(String id) {
        if (!client.start(id, collector(), Assignment.of(0))) {
            return;
        }
        int senders = random.nextInt(1, 4);
        int each = random.nextInt(1, 6);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < senders; i++) {
                String sender = lane + "-" + i;
                threads.execute(() -> {
                    for (int number = 1; number <= each; number++) {
                        client.raise(id, sender, number);
                    }
                });
            }
        }
        end(id);
    }

    private void terminated(String id) throws InterruptedException {
        if (!client.start(id, collector(), Assignment.of(0))) {
            return;
        }
        Thread.sleep(random.nextInt(200));
        client.raise(id, lane, 1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.execute(() -> client.terminate(id));
            threads.execute(() -> client.status(id));
        }
        client.status(id);
        client.raise(id, lane, 2);
        client.status(id);
    }

    private void suspended(String id) throws InterruptedException {
        if (!client.start(id, collector(), Assignment.of(0))) {
            return;
        }
        client.raise(id, lane, 1);
        if (client.suspend(id)) {
            client.status(id);
            client.raise(id, lane, 2);
            Thread.sleep(random.nextInt(300));
            client.status(id);
        }
        client.resume(id);
        client.raise(id, lane, 3);
        end(id);
    }

    private void rewound(String id) {
        Path gate = folder.resolve("gate-" + id);
        if (!client.start(id, Programs.GATED, Assignment.gated(gate.toString()))) {
            return;
        }
        if (client.waitForEnd(id, END_MAX).equals(RuntimeStatus.FAILED.wireName())) {
            try {
                Files.writeString(gate, "open\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            client.rewind(id);
            client.status(id);
            client.waitForEnd(id, END_MAX);
        }
    }

    private void restarted(String id) {
        plain(id, Programs.SEQUENCE, Assignment.of(2));
        if (random.nextBoolean()) {
            client.restartInPlace(id);
            client.waitForEnd(id, END_MAX);
        } else {
            String fresh = client.restart(id);
            if (!fresh.isEmpty()) {
                client.waitForEnd(fresh, END_MAX);
            }
        }
    }

    private void purged(String id) {
        plain(id, Programs.FAN_OUT, Assignment.of(3));
        client.purge(id);
        client.status(id);
        client.purge(id);
    }

    private void end(String id) {
        // An acknowledgement that got lost leaves the collector waiting: then once more.
        if (!client.stop(id)) {
            client.stop(id);
        }
        client.waitForEnd(id, END_MAX);
    }
}
