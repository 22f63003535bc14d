package dev.perdure.host.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perdure.host.HostSettings;
import dev.perdure.host.Loopback;
import dev.perdure.host.Setting;
import dev.perdure.host.UserErrorException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

/** A running host on this machine, as commands ask it. Immutable. */
record LocalHost(String origin) {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "[::]", "0:0:0:0:0:0:0:0");

    /** What it answered. */
    record Answer(int status, String body) {}

    /**
     * Where the host of these settings is.
     *
     * @throws UserErrorException if they do not say it, or nobody but it could ask it
     */
    static LocalHost of(HostSettings settings) {
        if (settings.httpPort() == 0) {
            throw new UserErrorException(
                    "Say which port the host listens on: --http-port with the number from its ready line.");
        }
        String host = EVERY_ADDRESS.contains(settings.httpHost()) ? "127.0.0.1" : settings.httpHost();
        if (!Loopback.isLoopback(host)) {
            throw new UserErrorException("A host that listens on " + host
                    + " alone answers no commands, as only programs on its own machine may ask it: let it listen on"
                    + " 127.0.0.1 or on 0.0.0.0.");
        }
        String literal = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return new LocalHost("http://" + literal + ":" + settings.httpPort());
    }

    /**
     * Asks it.
     *
     * @param pathAndQuery below the entrance for programs on this machine
     * @throws UserErrorException if nobody answers there, or something else than a host
     */
    Answer get(String pathAndQuery) throws InterruptedException {
        return send(request(pathAndQuery).build());
    }

    /**
     * Has it do something.
     *
     * @param pathAndQuery as of {@link #get}
     * @param json the body, which may be empty
     * @throws UserErrorException as {@link #get}
     */
    Answer post(String pathAndQuery, String json) throws InterruptedException {
        return send(request(pathAndQuery)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json, StandardCharsets.UTF_8))
                .build());
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create(origin + "/durabletask/" + pathAndQuery))
                .timeout(TIMEOUT);
    }

    private Answer send(HttpRequest request) throws InterruptedException {
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
        return new Answer(answer.statusCode(), answer.body());
    }

    /**
     * The body of an answer of success.
     *
     * @throws UserErrorException with the host's own words if it is none
     */
    String text(Answer answer) {
        if (answer.status() != 200) {
            throw new UserErrorException("The host at " + origin + " refused with status " + answer.status() + ": "
                    + message(answer.body()));
        }
        return answer.body();
    }

    /**
     * Checks that it has taken what it was to do to an instance.
     *
     * @throws UserErrorException if it has not
     */
    void requireAccepted(Answer answer, String instanceId) {
        switch (answer.status()) {
            case 202 -> {}
            case 404 ->
                throw new UserErrorException("The host at " + origin + " has no instance '" + instanceId
                        + "': it was never started, or is purged.");
            case 410 -> throw new UserErrorException("Instance '" + instanceId + "' has ended already.");
            default ->
                throw new UserErrorException("The host at " + origin + " refused with status " + answer.status() + ": "
                        + message(answer.body()));
        }
    }

    private static String message(String body) {
        try {
            return new ObjectMapper().readTree(body).path("Message").asText(body);
        } catch (JsonProcessingException e) {
            return body;
        }
    }
}
