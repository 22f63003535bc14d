package dev.perdure.benchmarks.client;

import dev.perdure.benchmarks.HostProcess;
import java.io.IOException;
import java.nio.file.Path;

/** A host that is killed with SIGKILL and started again on the same folder and ports. Confined to one thread. */
final class Recycler implements AutoCloseable {

    /** How long it lives at least between being ready and being killed. */
    private static final long LIFE_MILLIS_MIN = 500;

    private final Path data;
    private final long everyMillis;
    private HostProcess host;
    private int kills;

    Recycler(Path data, long everyMillis) throws IOException {
        this.data = data;
        this.everyMillis = everyMillis;
        this.host = HostProcess.start(data, 0, 0);
    }

    HostProcess host() {
        return host;
    }

    int kills() {
        return kills;
    }

    /** Kills it again and again for the given time; it is up at the end. */
    void recycleFor(long millis) throws IOException, InterruptedException {
        long began = System.nanoTime();
        long ready = began;
        long due = began;
        while (true) {
            due = Math.max(due + everyMillis * 1_000_000, ready + LIFE_MILLIS_MIN * 1_000_000);
            if (due - began >= millis * 1_000_000) {
                return;
            }
            Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
            host.kill();
            kills++;
            host = HostProcess.start(data, host.httpPort(), host.grpcPort());
            ready = System.nanoTime();
        }
    }

    @Override
    public void close() {
        host.close();
    }
}
