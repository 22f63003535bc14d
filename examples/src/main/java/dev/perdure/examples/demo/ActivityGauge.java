package dev.perdure.examples.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The number of activities that a worker process is executing, and of orders it has ended, in a small file that both the worker and the demo map
 * into their memory: reading it costs no message and needs nobody's answer, so it is true at the moment of a kill.
 *
 * <p>Thread-safe, also between processes.
 */
final class ActivityGauge {

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int RUNNING = 0;
    private static final int BEGUN = Long.BYTES;
    private static final int ENDINGS = 2 * Long.BYTES;

    private final ByteBuffer mapped;

    private ActivityGauge(ByteBuffer mapped) {
        this.mapped = mapped;
    }

    /** The gauge in {@code file}, which is made if it is not there. */
    static ActivityGauge open(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new ActivityGauge(channel.map(FileChannel.MapMode.READ_WRITE, 0, 3 * Long.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("The gauge " + file + " cannot be opened.", e);
        }
    }

    /** Notes that an execution begins. */
    void begin() {
        add(RUNNING, 1);
        add(BEGUN, 1);
    }

    /** Notes that an execution ends. */
    void end() {
        add(RUNNING, -1);
    }

    /** Notes that a final step was carried out, perhaps not for the first time. */
    void orderEnded() {
        add(ENDINGS, 1);
    }

    /** Activities being executed now. */
    int running() {
        return Math.toIntExact((long) LONG.getVolatile(mapped, RUNNING));
    }

    /** Executions begun so far. */
    int begun() {
        return Math.toIntExact((long) LONG.getVolatile(mapped, BEGUN));
    }

    /** Executions of final steps so far: at least the number of orders that have ended. */
    int endings() {
        return Math.toIntExact((long) LONG.getVolatile(mapped, ENDINGS));
    }

    private void add(int position, long amount) {
        long before = (long) LONG.getAndAdd(mapped, position, amount);
        if (before + amount < 0) {
            throw new IllegalStateException("More activities have ended than had begun.");
        }
    }
}
