package dev.perdure.engine.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** Reads that wait until someone runs them, one by one, on a thread of his own. Confined to one thread. */
final class QueuedReads extends AbstractExecutorService {

    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean closed;

    @Override
    public void execute(Runnable read) {
        if (!closed) {
            waiting.addLast(read);
        }
    }

    /** Runs the read that has waited longest, if any. */
    boolean runOne() {
        Runnable read = waiting.pollFirst();
        if (read == null) {
            return false;
        }
        read.run();
        return true;
    }

    int size() {
        return waiting.size();
    }

    @Override
    public void shutdown() {
        closed = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        closed = true;
        List<Runnable> left = new ArrayList<>(waiting);
        waiting.clear();
        return left;
    }

    @Override
    public boolean isShutdown() {
        return closed;
    }

    @Override
    public boolean isTerminated() {
        return closed && waiting.isEmpty();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isTerminated();
    }
}
