package dev.perdure.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.scripted.Callers;
import dev.perdure.client.scripted.ScriptedHost;
import java.io.BufferedReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ShutdownTest {

    /** Runs in a process of its own: exits while a call is in flight. */
    static final class Exiting {
        public static void main(String[] args) {
            DurableClient client = DurableClient.connect(URI.create(args[0]));
            Thread.ofPlatform().daemon().start(() -> client.raiseEvent("one", "approve", true));
            Callers.await(
                    "the call was sent",
                    () -> client.sessionStats()
                            .map(stats -> stats.openedTotal() == 1)
                            .orElse(false));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("shutting down")));
            System.exit(0);
        }
    }

    @Test
    void aProcessThatExitsLetsItsCallsInFlightFinish() throws Exception {
        CountDownLatch shuttingDown = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(1);
        try (ScriptedHost host = ScriptedHost.start(e -> {
            shuttingDown.await();
            // A process that does not wait for its call is gone long before this.
            e.requireOpenFor(200);
            e.perdure(202, "");
            e.awaitClientsEnd();
            finished.countDown();
        })) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Exiting.class.getName(),
                            host.origin().toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader out = process.inputReader()) {
                assertThat(out.readLine()).isEqualTo("shutting down");
                Callers.await("the call is with the host", () -> host.requests().size() == 1);
                shuttingDown.countDown();

                assertThat(finished.await(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
