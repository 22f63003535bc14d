package dev.perdure.crashtest.load;

import dev.perdure.crashtest.journal.ActivityRun;
import dev.perdure.crashtest.journal.Journal;
import dev.perdure.host.cli.CliCommand;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A worker process of the crash test. It ends when it is asked to, or when the process that started it is gone. */
@Command(name = CrashWorkerCommand.NAME, hidden = true, description = "A worker process of 'perdure crash-test'.")
public final class CrashWorkerCommand implements CliCommand {

    /** The name of the command. */
    public static final String NAME = "crash-worker";

    /** What the names of the journals of workers begin with. */
    public static final String JOURNALS = "worker-";

    @Option(names = "--host-grpc", required = true, paramLabel = "HOST:PORT", description = "The host to work for.")
    private String target = "";

    @Option(names = "--journals", required = true, paramLabel = "DIR", description = "Where the journal is written.")
    private Path journals = Path.of("");

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "The name of this process.")
    private String name = "";

    /** Called by the command line. */
    public CrashWorkerCommand() {}

    @Override
    public Integer call() throws IOException {
        Journal<ActivityRun> journal = Journal.append(Journal.file(journals, JOURNALS + name));
        Work work = new Work(name, journal, InstantSource.system());
        GrpcWorkHost host = GrpcWorkHost.of(target);
        Worker.Builder builder = Worker.builder().activity(Programs.WORK, Step.class, work::run);
        Programs.register(builder);
        Worker worker = builder.connectTo(host).start();
        Thread counters = Thread.ofPlatform().daemon().name("counters").start(new Counters(host));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            counters.interrupt();
                            worker.close();
                            host.close();
                            journal.close();
                        },
                        "stop the worker"));
        System.out.println("worker ready");
        // Standard input is a pipe from the test, which never writes to it: it ends when the test does.
        long unused = System.in.transferTo(OutputStream.nullOutputStream());
        return 0;
    }
}
