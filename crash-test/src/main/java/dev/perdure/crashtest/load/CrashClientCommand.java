package dev.perdure.crashtest.load;

import dev.perdure.client.DurableClient;
import dev.perdure.crashtest.journal.Journal;
import dev.perdure.host.cli.CliCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A client process of the crash test. A line on its standard input lets its scripts come to their ends, and then it ends
 * itself; the end of its standard input, at once.
 */
@Command(name = CrashClientCommand.NAME, hidden = true, description = "A client process of 'perdure crash-test'.")
public final class CrashClientCommand implements CliCommand {

    /** The name of the command. */
    public static final String NAME = "crash-client";

    /** How long an operation is tried: longer than a host is ever away. */
    public static final Duration DEADLINE = Duration.ofSeconds(60);

    @Option(names = "--origin", required = true, paramLabel = "URI", description = "Where the host is.")
    private URI origin = URI.create("http://127.0.0.1:7071");

    @Option(names = "--journals", required = true, paramLabel = "DIR", description = "Where the journal is written.")
    private Path journals = Path.of("");

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "The name of this process.")
    private String name = "";

    @Option(names = "--seed", required = true, paramLabel = "S", description = "Of the choice of scripts.")
    private long seed;

    @Option(names = "--lanes", required = true, paramLabel = "N", description = "Scripts at once.")
    private int lanes;

    @Option(names = "--collectors", split = ",", paramLabel = "ID,…", description = "Shared collectors.")
    private List<String> collectors = List.of();

    /** Called by the command line. */
    public CrashClientCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        AtomicBoolean stopping = new AtomicBoolean();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        CountDownLatch running = new CountDownLatch(lanes);
        try (Client client = new Client(
                name,
                DurableClient.builder().origin(origin).deadline(DEADLINE).build(),
                Journal.append(Journal.file(journals, Client.JOURNALS + name)))) {
            for (int i = 0; i < lanes; i++) {
                Scripts scripts = new Scripts(
                        client, name + "-" + i, journals.toAbsolutePath(), collectors, new Random(seed + i), stopping);
                Thread unused = Thread.ofVirtual().name(name + "-" + i).start(() -> {
                    try {
                        scripts.run();
                    } catch (InterruptedException | RuntimeException e) {
                        failure.compareAndSet(null, e);
                    } finally {
                        running.countDown();
                    }
                });
            }
            System.out.println("client ready");
            try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                if (input.readLine() == null) {
                    return 1;
                }
                stopping.set(true);
                running.await();
            }
        }
        Throwable first = failure.get();
        if (first != null) {
            throw new IllegalStateException("A lane of the client failed.", first);
        }
        return 0;
    }
}
