package dev.perdure.host;

import dev.perdure.client.DurableClient;
import dev.perdure.core.data.DataConverter;
import dev.perdure.engine.EngineOptions;
import dev.perdure.host.door.EngineMeters;
import dev.perdure.host.http.ApiOptions;
import dev.perdure.host.http.ManagementApi;
import dev.perdure.sdk.ActivityContext;
import dev.perdure.sdk.ActivityFunction;
import dev.perdure.sdk.Entity;
import dev.perdure.sdk.EntityFunction;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.WorkerSetup;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A task hub inside the process of its user: a folder is all it needs. It opens no sockets; orchestrators, activities
 * and entities run here, on virtual threads.
 *
 * <pre>{@code
 * try (var hub = TaskHub.open(Path.of("data"))
 *         .orchestrator(Fulfil.class)
 *         .activities(Shop.class, new RealShop())
 *         .start()) {
 *     Receipt receipt = hub.client().start(Fulfil.class, order).join(Duration.ofMinutes(5));
 * }
 * }</pre>
 *
 * <p>A folder belongs to one open hub or host at a time, of all processes. Instances that were under way when the hub was
 * closed, or the process killed, go on when it is opened again with the same orchestrators.
 *
 * <p>Thread-safe.
 */
public final class TaskHub implements AutoCloseable {

    private final OpenHub hub;
    private final ManagementApi api;
    private final DurableClient client;
    private final ReentrantLock changing = new ReentrantLock();
    private final List<Worker> workers = new ArrayList<>();
    private boolean closed;

    private TaskHub(OpenHub hub, ManagementApi api, DurableClient client) {
        this.hub = hub;
        this.api = api;
        this.client = client;
    }

    /** Prepares a hub in {@code data}, which is made if it is missing. */
    public static Builder open(Path data) {
        return new Builder(Objects.requireNonNull(data, "data"));
    }

    /** The client of this hub. Closed with it. */
    public DurableClient client() {
        return client;
    }

    /**
     * Starts a worker of this hub, for a program that decides itself when work begins and ends: see
     * {@link Builder#startWithoutWorker}. It is closed with the hub at the latest.
     *
     * @param code what it serves; its host is set here
     * @throws IllegalStateException if the hub is closed
     */
    public Worker startWorker(Worker.Builder code) {
        changing.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The hub is closed; open it again to start a worker.");
            }
            Worker started = code.connectTo(hub.engine().inProcess()).start();
            workers.add(started);
            return started;
        } finally {
            changing.unlock();
        }
    }

    /** Shows the counters and gauges of the engine in a registry, under the names that the host's {@code /metrics} has. */
    public void showMetrics(MeterRegistry registry) {
        EngineMeters.show(hub.engine(), registry);
    }

    /**
     * Completes exceptionally when the engine has stopped because of a fault, such as a failed write to the disk. Nothing
     * more becomes durable then; the process should end, and the next one will go on from what is on disk.
     */
    public CompletableFuture<Void> failure() {
        return hub.engine().failure();
    }

    /**
     * Waits for running turns and activities (10 seconds at most), lets what was accepted become durable, and closes the
     * store. Idempotent.
     */
    @Override
    public void close() {
        changing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            try (hub) {
                try (client) {
                    api.endWaits();
                } finally {
                    workers.forEach(Worker::close);
                }
            }
        } finally {
            changing.unlock();
        }
    }

    /** Collects what the hub serves. Confined to one thread. */
    public static final class Builder {

        private final Path data;
        private final Worker.Builder worker = Worker.builder();
        private EngineOptions engine = EngineOptions.defaults();
        private @Nullable DataConverter converter;

        private Builder(Path data) {
            this.data = data;
        }

        /**
         * Serves an orchestrator under its simple class name.
         *
         * @throws IllegalArgumentException as {@link Worker.Builder#orchestrator(Class)} says
         */
        public Builder orchestrator(Class<? extends Orchestrator<?, ?>> orchestrator) {
            worker.orchestrator(orchestrator);
            return this;
        }

        /**
         * Serves an orchestrator under a name of choice.
         *
         * @throws IllegalArgumentException as {@link Worker.Builder#orchestrator(String, Class, Orchestrator)} says
         */
        public <I> Builder orchestrator(String name, Class<I> inputType, Orchestrator<I, ?> orchestrator) {
            worker.orchestrator(name, inputType, orchestrator);
            return this;
        }

        /**
         * Serves all activities of a contract by one object, called by many threads at once.
         *
         * @throws IllegalArgumentException as {@link Worker.Builder#activities} says
         */
        public <T> Builder activities(Class<T> contract, T implementation) {
            worker.activities(contract, implementation);
            return this;
        }

        /**
         * Serves all activities of a contract by an object made for each call.
         *
         * @throws IllegalArgumentException as {@link Worker.Builder#activitiesPerCall} says
         */
        public <T> Builder activitiesPerCall(Class<T> contract, Function<ActivityContext, T> implementation) {
            worker.activitiesPerCall(contract, implementation);
            return this;
        }

        /**
         * Serves one activity by a function.
         *
         * @throws IllegalArgumentException as {@link Worker.Builder#activity} says
         */
        public <I> Builder activity(String name, Class<I> inputType, ActivityFunction<I, ?> function) {
            worker.activity(name, inputType, function);
            return this;
        }

        /**
         * Serves the entities of one name, such as {@code entity("counter", Counter::new)}.
         *
         * @throws IllegalArgumentException as {@link Worker.Builder#entity} says
         */
        public Builder entity(String name, Supplier<? extends Entity<?>> factory) {
            worker.entity(name, factory);
            return this;
        }

        /** Serves all that the setup registers; a data converter it sets is the worker's only. */
        public Builder setup(WorkerSetup setup) {
            setup.configure(worker);
            return this;
        }

        /**
         * Serves the entities of one name by a function for all operations.
         *
         * @throws IllegalArgumentException as {@link Worker.Builder#entity(String, Class, Object, EntityFunction)} says
         */
        public <S> Builder entity(String name, Class<S> stateType, S initialState, EntityFunction<S> function) {
            worker.entity(name, stateType, initialState, function);
            return this;
        }

        /** How values become payloads, for the worker and the client; JSON by Jackson unless set. */
        public Builder dataConverter(DataConverter dataConverter) {
            worker.dataConverter(dataConverter);
            converter = dataConverter;
            return this;
        }

        /** How many activities run at once at most; 1,000 unless set. */
        public Builder maxConcurrentActivities(int activities) {
            worker.maxConcurrentActivities(activities);
            return this;
        }

        /** How many activities of one name run at once at most, as {@link Worker.Builder#maxConcurrent} says. */
        public Builder maxConcurrent(String activity, int limit) {
            worker.maxConcurrent(activity, limit);
            return this;
        }

        /**
         * Whatever else can be said of the hub's worker: versions, token sources, limits. The data converter is set
         * {@link #dataConverter here}, as the client needs it too.
         */
        public Builder worker(Consumer<Worker.Builder> more) {
            more.accept(worker);
            return this;
        }

        /** The engine's own settings; {@link EngineOptions#defaults()} unless set. */
        public Builder engine(EngineOptions options) {
            engine = Objects.requireNonNull(options, "options");
            return this;
        }

        /**
         * Opens the store and starts the engine and the worker.
         *
         * @throws UserErrorException if the folder is in use, read-only, or not a store of this version
         */
        public TaskHub start() {
            TaskHub hub = startWithoutWorker();
            boolean started = false;
            try {
                var unused = hub.startWorker(worker);
                started = true;
                return hub;
            } finally {
                if (!started) {
                    hub.close();
                }
            }
        }

        /**
         * Opens the store and starts the engine alone: instances wait until there is a worker. What was registered here is
         * not served.
         *
         * @throws UserErrorException as {@link #start} says
         */
        public TaskHub startWithoutWorker() {
            OpenHub hub = OpenHub.open(data, engine);
            ManagementApi api = new ManagementApi(hub.engine(), ApiOptions.defaults());
            return new TaskHub(hub, api, client(api));
        }

        private DurableClient client(ManagementApi api) {
            InProcessTransport transport = new InProcessTransport(api);
            return converter == null
                    ? DurableClient.over(transport)
                    : DurableClient.builder()
                            .transport(transport)
                            .dataConverter(converter)
                            .build();
        }
    }
}
