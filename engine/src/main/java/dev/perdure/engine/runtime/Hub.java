package dev.perdure.engine.runtime;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.worker.HostUnreachableException;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.engine.CommandRecorder;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.EngineStats;
import dev.perdure.engine.EngineStoppedException;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.PartitionOf;
import dev.perdure.engine.PurgeFilter;
import dev.perdure.engine.PurgeResult;
import dev.perdure.engine.Reach;
import dev.perdure.engine.WaitCondition;
import dev.perdure.engine.Why;
import dev.perdure.engine.WorkerIdentity;
import dev.perdure.engine.committed.CommittedReads;
import dev.perdure.engine.committed.EntityReads;
import dev.perdure.engine.committed.EntityWaits;
import dev.perdure.engine.committed.Micros;
import dev.perdure.engine.committed.StoreIdentity;
import dev.perdure.engine.record.AnnounceNames;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.StoreRecord;
import dev.perdure.engine.state.Keys;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The parts of a running engine and their threads: the partitions, the committer, the dispatcher, the readers, the
 * ticker.
 *
 * <p>Thread-safe.
 */
public final class Hub {

    /** How often leases and the clock are looked at. */
    static final Duration TICK = Duration.ofMillis(500);

    /** How long a close waits for the reads that are queued. */
    private static final Duration READERS_GRACE = Duration.ofSeconds(10);

    static final Outcome UNAVAILABLE =
            new Outcome.Rejected(Outcome.Reason.UNAVAILABLE, "The host is closing. Try again once it is back.");

    /** The partition that keeps the names announced for the whole hub. */
    private static final int NAMES_PARTITION = 0;

    private final Storage storage;
    private final EngineOptions options;
    private final HubClock clock;
    private final RandomGenerator random;
    private final CommandRecorder recorder;
    private final StoreRecord store;
    private final EngineCounters counters = new EngineCounters();
    private final Readers readers;
    private final Link link;
    private final Decider decider;
    private final CommittedReads reads;
    private final EntityReads entityReads;
    private final Waiters waiters;
    private final Dispatcher dispatcher;
    private final Retention retention;
    private final Committer committer;
    private final List<Partition> partitions = new ArrayList<>();
    private final List<Thread> writers = new ArrayList<>();
    private final Set<String> announced = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private final Thread committing;
    private final Thread ticking;
    private final long recoveredTime;
    private volatile boolean closed;

    public Hub(
            Storage storage,
            EngineOptions options,
            InstantSource clock,
            RandomGenerator random,
            CommandRecorder recorder) {
        this(storage, options, clock, random, recorder, new Readers(READERS_GRACE), Link.DIRECT, Decider.AS_DECIDED);
    }

    Hub(
            Storage storage,
            EngineOptions options,
            InstantSource clock,
            RandomGenerator random,
            CommandRecorder recorder,
            Readers readers,
            Link link,
            Decider decider) {
        this.readers = readers;
        this.link = link;
        this.decider = decider;
        this.storage = storage;
        this.options = options;
        this.clock = new HubClock(clock);
        this.random = random;
        this.recorder = recorder;
        this.store = StoreIdentity.openOrCreate(storage, options.partitions(), random);
        this.reads = new CommittedReads(storage, store.getPartitions());
        this.entityReads = new EntityReads(storage, store.getPartitions());
        this.waiters = new Waiters(id -> reads.instance(id, true), readers);
        this.dispatcher =
                new Dispatcher(this.clock, random, micros(options.turnLease()), micros(options.activityLease()));
        this.committer = new Committer(storage, this::fail);
        this.retention = new Retention(this, readers, options.retention());
        this.committing = Thread.ofPlatform().name("perdure-committer").unstarted(committer);
        this.ticking = Thread.ofPlatform().name("perdure-ticker").daemon().unstarted(this::tick);
        for (int i = 0; i < store.getPartitions(); i++) {
            Partition partition = new Partition(i, this);
            partitions.add(partition);
            writers.add(Thread.ofPlatform().name("perdure-partition-" + i).unstarted(partition));
        }
        recoveredTime = partitions.stream().mapToLong(Partition::time).max().orElse(0);
        loadNames();
    }

    /** Starts the threads. */
    public void start() {
        committing.start();
        writers.forEach(Thread::start);
        ticking.start();
    }

    /** Takes nothing more, lets what was taken become durable, and stops the threads. Waits for that. Idempotent. */
    public void close() {
        closed = true;
        dispatcher.closeAll();
        partitions.forEach(Partition::close);
        writers.forEach(Hub::join);
        committer.close();
        join(committing);
        ticking.interrupt();
        waiters.failAll(new EngineStoppedException(new IllegalStateException("it was closed")));
        readers.close();
    }

    /** Hands a request to the partition of its instance. */
    public CompletableFuture<Outcome> request(String instanceId, Command.Builder command) {
        return partitionOf(instanceId).request(command);
    }

    Partition partitionOf(String instanceId) {
        return partitions.get(PartitionOf.instance(instanceId, partitions.size()));
    }

    /** Waits until an instance meets a condition. */
    public CompletableFuture<InstanceView> waitFor(String instanceId, WaitCondition condition) {
        return waiters.add(instanceId, condition);
    }

    /** Waits until an instance that exists meets a condition; empty if there is none, or it goes before. */
    public CompletableFuture<Optional<InstanceView>> waitForExisting(String instanceId, WaitCondition condition) {
        return waiters.addIfExists(instanceId, condition);
    }

    /** The way in for completions. */
    public WorkerDoor workerDoor() {
        return new WorkerDoor(this);
    }

    ConnectedWorker connect(
            GetWorkItemsRequest request, Reach reach, WorkerIdentity identity, WorkItemListener listener) {
        if (closed) {
            throw new HostUnreachableException("The host is closing; connect again once it is back.", null);
        }
        ConnectedWorker worker = new ConnectedWorker(request, reach, identity, micros(), listener);
        List<String> fresh = request.getPerdureWorker().getOrchestratorsList().stream()
                .filter(name -> !announced.contains(name))
                .sorted()
                .toList();
        if (!fresh.isEmpty()) {
            partitions
                    .get(NAMES_PARTITION)
                    .announce(Command.newBuilder()
                            .setAnnounceNames(AnnounceNames.newBuilder().addAllOrchestrators(fresh)));
        }
        dispatcher.add(worker);
        return worker;
    }

    /** Reads committed state on a platform thread, and waits for that. */
    public <T> T read(Function<CommittedReads, T> reading) {
        return readers.read(() -> reading.apply(reads));
    }

    /** What an instance waits for. Waits for the answer of its partition. */
    public Optional<Why> why(String instanceId) {
        try {
            return partitionOf(instanceId).why(instanceId).join().map(why -> readers.read(() -> completed(why)));
        } catch (CompletionException e) {
            throw e.getCause() instanceof EngineStoppedException stopped ? stopped : e;
        }
    }

    /** The answer of a partition with what lies in others. To be called on a platform thread. */
    Why completed(Why why) {
        return new EntityWaits(reads, entityReads).complete(why);
    }

    /** Purges ended instances, in small steps between other work. */
    public CompletableFuture<PurgeResult> purge(PurgeFilter filter) {
        Set<RuntimeStatus> statuses =
                filter.statuses().stream().filter(RuntimeStatus::isTerminal).collect(Collectors.toSet());
        if (statuses.isEmpty() && !filter.statuses().isEmpty()) {
            return CompletableFuture.completedFuture(new PurgeResult(0, true));
        }
        return PurgeRun.start(
                this,
                readers,
                new PurgeRun.Selection(statuses, false, filter.createdFrom(), filter.createdTo()),
                micros() + micros(filter.timeLimit()));
    }

    /** The hub's time. */
    Instant instant() {
        return Micros.instant(micros());
    }

    /** Reads committed state on a thread of its own. */
    public <T> CompletableFuture<T> readLater(Function<CommittedReads, T> reading) {
        return readers.later(() -> reading.apply(reads));
    }

    /** Reads committed entities on a platform thread, and waits for that. */
    public <T> T readEntities(Function<EntityReads, T> reading) {
        return readers.read(() -> reading.apply(entityReads));
    }

    /** Names any worker has ever announced, and those of the workers connected now, durable or not yet. */
    public Set<String> announcedNames() {
        Set<String> names = new HashSet<>(announced);
        dispatcher.views().forEach(worker -> names.addAll(worker.orchestrators()));
        return Set.copyOf(names);
    }

    /** Microseconds since 1970. */
    public long micros() {
        return clock.micros();
    }

    /**
     * The time that a command will have at the least. Later than the clock's only if that was set back while the hub was
     * down: what a partition has done is never undone by an earlier time.
     */
    public long commandMicros() {
        return Math.max(recoveredTime, clock.micros());
    }

    public StoreRecord store() {
        return store;
    }

    public CompletableFuture<Void> failure() {
        return failure;
    }

    public EngineStats stats() {
        long[] dispatched = dispatcher.counts();
        long inbox = partitions.stream().mapToLong(Partition::inboxSize).sum();
        long cached = partitions.stream().mapToLong(Partition::cachedInstances).sum();
        return new EngineStats(
                counters.commands.sum(),
                committer.commits(),
                committer.writeNanos(),
                inbox,
                (long) options.inboxLimit() * partitions.size(),
                counters.refused.sum(),
                dispatched[0],
                dispatched[1],
                dispatched[2],
                dispatched[3],
                counters.redeliveries.sum(),
                counters.givenUp.sum(),
                counters.stale.sum(),
                waiters.count(),
                dispatched[4],
                cached,
                dispatched[5],
                dispatched[6],
                counters.longHistories.sum(),
                counters.divergences.sum(),
                counters.heartbeats.sum());
    }

    // ---- for the partitions ----

    Storage storage() {
        return storage;
    }

    EngineOptions options() {
        return options;
    }

    int partitionCount() {
        return store.getPartitions();
    }

    Partition partition(int index) {
        return partitions.get(index);
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    Committer committer() {
        return committer;
    }

    Waiters waiters() {
        return waiters;
    }

    /** Whether workers are being sent away because the hub closes: that is not a delivery that failed. */
    boolean isClosing() {
        return closed;
    }

    HubClock clock() {
        return clock;
    }

    Link link() {
        return link;
    }

    Decider decider() {
        return decider;
    }

    CommandRecorder recorder() {
        return recorder;
    }

    EngineCounters counters() {
        return counters;
    }

    RandomGenerator random() {
        return random;
    }

    void announced(String name) {
        announced.add(name);
    }

    /** A fault that nothing may be built upon: the whole engine stops. */
    void fail(Throwable cause) {
        if (failure.completeExceptionally(cause)) {
            closed = true;
            partitions.forEach(Partition::close);
            committer.close();
            waiters.failAll(new EngineStoppedException(cause));
        }
    }

    private void tick() {
        try {
            while (!closed) {
                tickOnce();
                Thread.sleep(TICK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    void tickOnce() {
        clock.micros();
        dispatcher.tick();
        retention.tick();
    }

    private void loadNames() {
        storage.scan(
                Family.NAME,
                Keys.partition(NAMES_PARTITION),
                Keys.partition(NAMES_PARTITION + 1),
                (key, value) -> announced.add(
                        new String(Arrays.copyOfRange(key, Short.BYTES, key.length), StandardCharsets.UTF_8)));
    }

    /** Microseconds since 1970; what lies before that or after the year 9999 becomes the nearest of these. */
    public static long micros(Instant instant) {
        return HubClock.micros(instant);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
