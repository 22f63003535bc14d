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
 * The number of activities that a worker process is executing, in a small file that both the worker and the demo map
 * into their memory: reading it costs no message and needs nobody's answer, so it is true at the moment of a kill.
 *
 * <p>Thread-safe, also between processes.
 */
final class ActivityGauge {

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int RUNNING = 0;
    private static final int BEGUN = Long.BYTES;

    private final ByteBuffer mapped;

    private ActivityGauge(ByteBuffer mapped) {
        this.mapped = mapped;
    }

    /** The gauge in {@code file}, which is made if it is not there. */
    static ActivityGauge open(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new ActivityGauge(channel.map(FileChannel.MapMode.READ_WRITE, 0, 2 * Long.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("The gauge " + file + " cannot be opened.", e);
        }
    }

    void begin() {
        long running = (long) LONG.getAndAdd(mapped, RUNNING, 1L);
        long begun = (long) LONG.getAndAdd(mapped, BEGUN, 1L);
        assert running >= 0 && begun >= 0;
    }

    void end() {
        long running = (long) LONG.getAndAdd(mapped, RUNNING, -1L);
        assert running > 0;
    }

    /** Activities being executed now. */
    int running() {
        return Math.toIntExact((long) LONG.getVolatile(mapped, RUNNING));
    }

    /** Executions begun so far. */
    long begun() {
        return (long) LONG.getVolatile(mapped, BEGUN);
    }
}
