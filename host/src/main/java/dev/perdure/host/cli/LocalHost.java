package dev.perdure.host.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perdure.core.tls.TlsFileException;
import dev.perdure.core.tls.TlsFiles;
import dev.perdure.host.HostSettings;
import dev.perdure.host.Loopback;
import dev.perdure.host.Setting;
import dev.perdure.host.UserErrorException;
import dev.perdure.host.http.ManagementApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * A running host on this machine, as commands ask it. Immutable.
 *
 * @param origin scheme and authority
 * @param tls of an {@code https} origin
 * @param taskHub the hub to name; null for the host's default
 */
record LocalHost(
        String origin, @Nullable SSLContext tls, @Nullable String taskHub) {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "[::]", "0:0:0:0:0:0:0:0");

    /** What it answered. */
    record Answer(int status, String body) {}

    /**
     * Where the host is of which a command line speaks, which has the options of {@link SettingOptions#addAddressTo}.
     *
     * @throws UserErrorException if they do not say it, or nobody but it could ask it
     */
    static LocalHost of(ParseResult parsed) {
        HostSettings settings = SettingOptions.settings(parsed);
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
        SSLContext tls = tls(settings.tlsCertificate(), TlsOptions.files(parsed));
        return new LocalHost(
                (tls == null ? "http://" : "https://") + literal + ":" + settings.httpPort(),
                tls,
                SettingOptions.isGiven(parsed, Setting.TASK_HUB) ? settings.taskHub() : null);
    }

    /** The certificate that the host's own settings name is trusted as it is, whatever name it has. */
    private static @Nullable SSLContext tls(@Nullable Path certificate, TlsFiles ours) {
        try {
            if (certificate != null && ours.trust() == null) {
                return ours.contextFor(certificate);
            }
            return ours.equals(TlsFiles.none()) ? null : ours.context();
        } catch (TlsFileException e) {
            throw new UserErrorException(String.valueOf(e.getMessage()), e);
        }
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
        String hub = taskHub == null ? "" : (pathAndQuery.contains("?") ? "&" : "?") + "taskHub=" + taskHub;
        return HttpRequest.newBuilder(URI.create(origin + "/durabletask/" + pathAndQuery + hub))
                .timeout(TIMEOUT);
    }

    private Answer send(HttpRequest request) throws InterruptedException {
        HttpResponse<String> answer;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        if (tls != null) {
            builder.sslContext(tls);
        }
        try (HttpClient client = builder.build()) {
            answer = client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (SSLException e) {
            throw new UserErrorException(
                    "The host at " + origin + " and this command do not agree on TLS (" + e.getMessage()
                            + "): give the --tls-cert that 'serve' was given, or --trust, and --client-cert with"
                            + " --client-key if it asks for certificates.",
                    e);
        } catch (IOException e) {
            throw new UserErrorException(
                    "No host answers at " + origin + ": start one with 'perdure serve', or say where it is with "
                            + Setting.HTTP_HOST.option() + " and " + Setting.HTTP_PORT.option()
                            + (tls == null ? ", and if it speaks TLS, give --tls-cert as it has it." : "."),
                    e);
        }
        if (answer.headers().firstValue("Perdure-Version").isEmpty()) {
            throw new UserErrorException(
                    "What answers at " + origin + " is not a Perdure host: say where the host is with "
                            + Setting.HTTP_HOST.option() + " and " + Setting.HTTP_PORT.option() + ".");
        }
        if (answer.headers().firstValue(ManagementApi.UNKNOWN_HUB_HEADER).isPresent()) {
            throw new UserErrorException(message(answer.body()));
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
