package dev.perdure.examples.hello;

import dev.perdure.client.DurableClient;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The greetings of {@link Hello} with host, worker and client apart, each in a process of its own if one likes. */
public final class HelloOverTheWire {

    private HelloOverTheWire() {}

    /** {@code worker 127.0.0.1:4001} works until it is stopped; {@code client http://127.0.0.1:7071} asks and ends. */
    public static void main(String... arguments) throws InterruptedException {
        if (arguments[0].equals("worker")) {
            try (Worker worker = work(arguments[1])) {
                worker.awaitClosed();
            }
        } else {
            System.out.println(greet(URI.create(arguments[1])));
        }
    }

    /** Serves the host whose gRPC door is at {@code target}, until it is closed. */
    public static Worker work(String target) {
        return Worker.builder()
                .orchestrator(Hello.GreetAll.class)
                .activities(Hello.Greeter.class, name -> "Hello, " + name + "!")
                .connectTo(GrpcWorkHost.of(target))
                .start();
    }

    /** Asks the host whose HTTP door is at {@code origin} for greetings, and waits for them. */
    public static @Nullable List<String> greet(URI origin) {
        try (DurableClient client = DurableClient.connect(origin)) {
            return client.start(Hello.GreetAll.class, List.of("Ada", "Grace")).join(Duration.ofMinutes(1));
        }
    }
}
