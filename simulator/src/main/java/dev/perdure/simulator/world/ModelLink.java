package dev.perdure.simulator.world;

import dev.perdure.engine.runtime.Link;
import java.util.ArrayList;
import java.util.List;

/** The way between partitions: messages lie here until they are delivered, in any order, or lost. Confined to one thread. */
public final class ModelLink implements Link {

    private record Parcel(int source, int destination, Runnable delivery) {}

    private final List<Parcel> parcels = new ArrayList<>();

    @Override
    public void carry(int source, int destination, Runnable delivery) {
        parcels.add(new Parcel(source, destination, delivery));
    }

    public int size() {
        return parcels.size();
    }

    /** Delivers the message at this place, 0 to {@code size() - 1}; the others keep their order. */
    public void deliver(int index) {
        parcels.remove(index).delivery().run();
    }

    /** Delivers it and keeps a copy behind all others. */
    public void deliverAndKeep(int index) {
        Parcel parcel = parcels.get(index);
        deliver(index);
        parcels.add(parcel);
    }

    /** Drops the message at this place. */
    public void lose(int index) {
        parcels.remove(index);
    }

    /** Drops all: the process is gone. */
    public void clear() {
        parcels.clear();
    }
}
