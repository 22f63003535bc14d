package dev.perdure.engine;

import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.MemoryStorage;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.Storage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store in memory that lets something happen just before a read of one family, once, on the reading thread. */
final class HookedStorage implements Storage {

    private record Hook(Thread thread, Family family, Runnable action) {}

    private final MemoryStorage memory = new MemoryStorage();
    private volatile @Nullable Hook hook;

    /** Before this thread next reads the family, the action is run. */
    void beforeRead(Family family, Runnable action) {
        hook = new Hook(Thread.currentThread(), family, action);
    }

    boolean isDone() {
        return hook == null;
    }

    private void read(Family family) {
        Hook set = hook;
        if (set != null && set.thread() == Thread.currentThread() && set.family() == family) {
            hook = null;
            set.action().run();
        }
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) {
        read(family);
        return memory.get(family, key);
    }

    @Override
    public void scan(Family family, byte[] from, byte[] to, Visitor visitor) {
        read(family);
        memory.scan(family, from, to, visitor);
    }

    @Override
    public void write(List<Mutation> mutations) {
        memory.write(mutations);
    }

    @Override
    public void close() {
        memory.close();
    }
}
