package dev.perdure.crashtest.run;

import dev.perdure.client.DurableClient;
import dev.perdure.crashtest.journal.ActivityRun;
import dev.perdure.crashtest.journal.Disturbance;
import dev.perdure.crashtest.journal.FinalState;
import dev.perdure.crashtest.journal.Journal;
import dev.perdure.crashtest.journal.Operation;
import dev.perdure.crashtest.judge.Judge;
import dev.perdure.crashtest.judge.Verdict;
import dev.perdure.crashtest.load.Assignment;
import dev.perdure.crashtest.load.Client;
import dev.perdure.crashtest.load.CrashClientCommand;
import dev.perdure.crashtest.load.CrashWorkerCommand;
import dev.perdure.crashtest.load.Programs;
import dev.perdure.crashtest.process.ChildProcess;
import dev.perdure.crashtest.process.CrashTestException;
import dev.perdure.crashtest.process.HostProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * One run: a host under load from client processes and worker processes, and the journals they write. What is done to
 * them is up to the caller.
 *
 * <p>Confined to one thread. Closing kills what still runs.
 */
public final class Stage implements AutoCloseable {

    private static final Duration CLIENT_END_MAX = Duration.ofSeconds(150);
    private static final Duration WORKER_END_MAX = Duration.ofSeconds(30);
    private static final int SHARED_COLLECTORS = 3;
    private static final List<String> SMALL = List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final RunOptions options;
    private final Path folder;
    private final Path journals;
    private final HostProcess host;
    private final RandomGenerator random;
    private final Journal<Disturbance> disturbances;
    private final List<ChildProcess> workers = new ArrayList<>();
    private final List<ChildProcess> clients = new ArrayList<>();
    private final List<String> shared =
            IntStream.range(0, SHARED_COLLECTORS).mapToObj(i -> "shared-" + i).toList();
    private int workersStarted;

    private Stage(RunOptions options, Path folder, Path data) {
        this.options = options;
        this.folder = folder;
        this.journals = folder.resolve("journals");
        this.random = new Random(options.seed());
        try {
            Files.createDirectories(journals);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be used.", e);
        }
        this.host = new HostProcess(folder, data, folder.resolve("host.log"), options.hostSettings());
        this.disturbances = Journal.append(Journal.file(journals, "disturbances"));
    }

    /** A stage whose files go into {@code folder}, and the host's store into {@code data}. Nothing runs yet. */
    public static Stage in(Path folder, Path data, RunOptions options) {
        return new Stage(options, folder.toAbsolutePath(), data.toAbsolutePath());
    }

    /** Starts the host and the workers, then the clients' load. */
    public void open() throws InterruptedException {
        host.start();
        for (int i = 0; i < options.workers(); i++) {
            workers.add(startWorker());
        }
        try (Client client = client("stage-open")) {
            for (String collector : shared) {
                if (!client.start(collector, Programs.COLLECTOR, Assignment.of(0))) {
                    throw new CrashTestException("The shared collector " + collector + " cannot be started.", null);
                }
            }
        }
        for (int i = 0; i < options.clients(); i++) {
            clients.add(startClient("c" + i, options.seed() + 1_000L * (i + 1)));
        }
        for (ChildProcess client : clients) {
            String unused = client.awaitReady();
        }
    }

    private ChildProcess startWorker() throws InterruptedException {
        workersStarted++;
        String name = "w" + workersStarted;
        ChildProcess worker = ChildProcess.start(
                name,
                folder,
                folder.resolve("workers.log"),
                SMALL,
                List.of(
                        CrashWorkerCommand.NAME,
                        "--host-grpc",
                        host.grpc(),
                        "--journals",
                        journals.toString(),
                        "--name",
                        name));
        String unused = worker.awaitReady();
        return worker;
    }

    private ChildProcess startClient(String name, long seed) {
        return ChildProcess.start(
                name,
                folder,
                folder.resolve("clients.log"),
                SMALL,
                List.of(
                        CrashClientCommand.NAME,
                        "--origin",
                        host.http().toString(),
                        "--journals",
                        journals.toString(),
                        "--name",
                        name,
                        "--seed",
                        Long.toString(seed),
                        "--lanes",
                        Integer.toString(options.lanes()),
                        "--collectors",
                        String.join(",", shared)));
    }

    /** The host's process. */
    public HostProcess host() {
        return host;
    }

    /** The worker that will be disturbed next. */
    public ChildProcess someWorker() {
        return workers.get(random.nextInt(workers.size()));
    }

    /** Where the journals are. */
    public Path journals() {
        return journals;
    }

    /** Kills the host and starts it again; returns how long it was away, in nanoseconds. */
    public long killHost() throws InterruptedException {
        long began = System.nanoTime();
        host.kill();
        host.start();
        return disturbed(Disturbance.Kind.KILL, Disturbance.HOST, began);
    }

    /** Kills the host, and its successor again while it is starting, and starts a third. */
    public long killHostTwice(Duration startedFor) throws InterruptedException {
        long began = System.nanoTime();
        host.kill();
        host.spawn();
        Thread.sleep(startedFor);
        host.kill();
        host.start();
        return disturbed(Disturbance.Kind.KILL, Disturbance.HOST, began);
    }

    /** Kills a worker and starts another in its place. */
    public void killWorker() throws InterruptedException {
        ChildProcess worker = someWorker();
        long began = System.nanoTime();
        worker.kill();
        workers.remove(worker);
        workers.add(startWorker());
        long unused = disturbed(Disturbance.Kind.KILL, worker.name(), began);
    }

    /** Stops a process for a while. */
    public void pause(ChildProcess process, Duration pause) throws InterruptedException {
        long began = System.nanoTime();
        process.pause();
        Thread.sleep(pause);
        process.proceed();
        long unused = disturbed(Disturbance.Kind.PAUSE, process.name(), began);
    }

    /** Writes down what was done from {@code began} until now. */
    public long disturbed(Disturbance.Kind kind, String process, long began) {
        long ended = System.nanoTime();
        disturbances.append(new Disturbance(kind, process, began, ended));
        return ended - began;
    }

    /**
     * Ends the load in good order, waits until all has ended, asks the host for all final states, and judges.
     *
     * @throws CrashTestException if a client failed by itself, or the host or a worker died without having been killed
     */
    public Verdict close(Progress progress) throws InterruptedException {
        progress.say("ending the load");
        clients.forEach(client -> client.tell("stop"));
        for (ChildProcess client : clients) {
            int code = client.await(CLIENT_END_MAX);
            if (code != 0) {
                throw new CrashTestException(
                        "The client " + client.name() + " ended with exit code " + code + "; see "
                                + folder.resolve("clients.log") + ".",
                        null);
            }
        }
        List<FinalState> finals;
        try (Client client = client("stage-close");
                DurableClient reader = DurableClient.connect(host.http())) {
            shared.forEach(collector -> {
                boolean unused = client.stop(collector);
            });
            FinalStates states = new FinalStates(reader, client, options.settleMax(), progress);
            finals = states.read(Journal.read(journals, Client.JOURNALS, Operation.class));
        }
        for (ChildProcess worker : workers) {
            if (!worker.isAlive()) {
                throw new CrashTestException("The worker " + worker.name() + " died by itself.", null);
            }
            int unused = worker.stop(WORKER_END_MAX);
        }
        int code = host.stop();
        if (code != 0) {
            throw new CrashTestException("The host stopped with exit code " + code + ".", null);
        }
        progress.say("judging");
        return Judge.judge(
                Journal.read(journals, Client.JOURNALS, Operation.class),
                Journal.read(journals, CrashWorkerCommand.JOURNALS, ActivityRun.class),
                Journal.read(journals, "disturbances", Disturbance.class),
                finals);
    }

    /** A client of this process, with a journal of its own. */
    public Client client(String name) {
        return new Client(
                name,
                DurableClient.builder()
                        .origin(host.http())
                        .deadline(CrashClientCommand.DEADLINE)
                        .build(),
                Journal.append(Journal.file(journals, Client.JOURNALS + name)));
    }

    /** Kills everything that still runs. Idempotent. */
    @Override
    public void close() {
        clients.forEach(ChildProcess::close);
        workers.forEach(ChildProcess::close);
        host.close();
        disturbances.close();
    }
}
