package dev.perdure.host.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perdure.host.HostSettings;
import dev.perdure.host.Loopback;
import dev.perdure.host.Setting;
import dev.perdure.host.UserErrorException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** Prints the client binding of a host that runs on this machine. Asks the host, so that codes in it are the host's own. */
@Command(
        name = "binding",
        description = {
            "Prints the client binding of a running host as one line of JSON: what a Durable Functions client of any"
                    + " language needs to find it. Give it the options that 'serve' was given.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        optionListHeading = "%nOptions, those of 'serve' (--http-host and --http-port say where the host is):%n")
final class BindingCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "[::]", "0:0:0:0:0:0:0:0");

    private @Nullable CommandSpec spec;

    static CommandLine commandLine() {
        BindingCommand command = new BindingCommand();
        CommandLine line = new CommandLine(command);
        command.spec = line.getCommandSpec();
        SettingOptions.addTo(line.getCommandSpec());
        return line;
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Objects.requireNonNull(spec, "spec").commandLine();
        HostSettings settings = SettingOptions.settings(line.getParseResult());
        boolean hubNamed = SettingOptions.isGiven(line.getParseResult(), Setting.TASK_HUB);
        String binding = ask(origin(settings), hubNamed ? "?taskHub=" + settings.taskHub() : "");
        PrintWriter out = line.getOut();
        out.println(binding);
        out.flush();
        return 0;
    }

    private static String origin(HostSettings settings) {
        if (settings.httpPort() == 0) {
            throw new UserErrorException(
                    "Say which port the host listens on: --http-port with the number from its ready line.");
        }
        String host = EVERY_ADDRESS.contains(settings.httpHost()) ? "127.0.0.1" : settings.httpHost();
        if (!Loopback.isLoopback(host)) {
            throw new UserErrorException("A host that listens on " + host
                    + " alone gives no binding, as only programs on its own machine may ask for one: let it listen on"
                    + " 127.0.0.1 or on 0.0.0.0.");
        }
        String literal = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return "http://" + literal + ":" + settings.httpPort();
    }

    private static String ask(String origin, String query) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(origin + "/durabletask/binding" + query))
                .timeout(TIMEOUT)
                .build();
        HttpResponse<String> answer;
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            answer = client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UserErrorException(
                    "No host answers at " + origin + ": start one with 'perdure serve', or say where it is with "
                            + Setting.HTTP_HOST.option() + " and " + Setting.HTTP_PORT.option() + ".",
                    e);
        }
        if (answer.headers().firstValue("Perdure-Version").isEmpty()) {
            throw new UserErrorException(
                    "What answers at " + origin + " is not a Perdure host: say where the host is with "
                            + Setting.HTTP_HOST.option() + " and " + Setting.HTTP_PORT.option() + ".");
        }
        if (answer.statusCode() != 200) {
            throw new UserErrorException("The host at " + origin + " refused with status " + answer.statusCode() + ": "
                    + message(answer.body()));
        }
        return answer.body();
    }

    private static String message(String body) {
        try {
            return new ObjectMapper().readTree(body).path("Message").asText(body);
        } catch (JsonProcessingException e) {
            return body;
        }
    }
}
