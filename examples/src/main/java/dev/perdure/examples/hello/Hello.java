package dev.perdure.examples.hello;

import dev.perdure.host.TaskHub;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Greets several people in parallel, and survives a crash at any point. */
public final class Hello {

    interface Greeter {
        String greet(String name);
    }

    static final class GreetAll implements Orchestrator<List<String>, List<String>> {
        @Override
        public List<String> run(OrchestrationContext ctx, List<String> names) {
            Greeter greeter = ctx.activities(Greeter.class);
            return ctx.all(names, name -> ctx.call(greeter::greet, name));
        }
    }

    private Hello() {}

    /** Keeps its state in the folder given as first argument, or in {@code data}. */
    public static void main(String... arguments) {
        Path data = Path.of(arguments.length > 0 ? arguments[0] : "data");
        try (TaskHub hub = TaskHub.open(data)
                .orchestrator(GreetAll.class)
                .activities(Greeter.class, name -> "Hello, " + name + "!")
                .start()) {
            var greetings = hub.client().start(GreetAll.class, List.of("Ada", "Grace"));
            System.out.println(greetings.join(Duration.ofMinutes(1)));
        }
    }
}
