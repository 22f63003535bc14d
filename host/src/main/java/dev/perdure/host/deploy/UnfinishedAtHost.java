package dev.perdure.host.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perdure.core.data.HistoryJson;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.host.UserErrorException;
import dev.perdure.host.http.ManagementApi;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Those of a running Perdure host, asked over HTTP.
 *
 * @param origin such as {@code http://127.0.0.1:7071}
 * @param key of the host, or null if it has none
 * @param tls for an {@code https} origin, or null for the JVM's own
 * @param taskHub the hub to name, or null for the host's default
 */
record UnfinishedAtHost(
        URI origin,
        @Nullable String key,
        @Nullable SSLContext tls,
        @Nullable String taskHub) implements Unfinished {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String API = "/runtime/webhooks/durabletask/instances";
    private static final String CONTINUATION = "x-ms-continuation-token";
    private static final String LIST = API + "?top=1000&showInput=false&runtimeStatus=Pending,Running,Suspended";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void forEach(Taker taker) throws IOException, InterruptedException {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        if (tls != null) {
            builder.sslContext(tls);
        }
        try (HttpClient client = builder.build()) {
            String continuation = "";
            do {
                HttpResponse<String> page = get(client, LIST, continuation);
                for (JsonNode instance : parsed(requireOk(page))) {
                    show(client, instance, taker);
                }
                continuation = page.headers().firstValue(CONTINUATION).orElse("");
            } while (!continuation.isEmpty());
        }
    }

    private void show(HttpClient client, JsonNode instance, Taker taker) throws IOException, InterruptedException {
        String id = instance.path("instanceId").asText();
        if (id.startsWith("@")) {
            return;
        }
        String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
        HttpResponse<String> answer = get(client, API + "/" + encoded + "/history", "");
        if (answer.statusCode() == 404) {
            // Purged since it was listed.
            return;
        }
        List<HistoryEvent> history = HistoryJson.read(requireOk(answer));
        if (!history.isEmpty()) {
            taker.begun(id, instance.path("name").asText(), history);
            return;
        }
        HttpResponse<String> status = get(client, API + "/" + encoded + "?showInput=true&showDetails=true", "");
        if (status.statusCode() != 404) {
            JsonNode whole = parsed(requireOk(status));
            taker.notBegun(
                    id,
                    Unfinished.start(
                            whole.path("name").asText(),
                            whole.hasNonNull("version") ? whole.path("version").asText() : null,
                            whole.hasNonNull("input") ? whole.path("input").toString() : null));
        }
    }

    private HttpResponse<String> get(HttpClient client, String path, String continuation) throws InterruptedException {
        String hub = taskHub == null
                ? ""
                : (path.contains("?") ? "&" : "?") + "taskHub=" + URLEncoder.encode(taskHub, StandardCharsets.UTF_8);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(origin.resolve(path + hub)).timeout(TIMEOUT);
        if (!continuation.isEmpty()) {
            request.header(CONTINUATION, continuation);
        }
        if (key != null) {
            request.header("x-functions-key", key);
        }
        HttpResponse<String> answer;
        try {
            answer = client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (SSLException e) {
            throw new UserErrorException(
                    "The host at " + origin + " and this command do not agree on TLS (" + e.getMessage()
                            + "): say with --trust who vouches for it, and show it a certificate with --client-cert and"
                            + " --client-key if it asks for one.",
                    e);
        } catch (IOException e) {
            throw new UserErrorException(
                    "No host answers at " + origin + ": say with --host where it is, as in http://127.0.0.1:7071.", e);
        }
        if (answer.headers().firstValue(ManagementApi.UNKNOWN_HUB_HEADER).isPresent()) {
            throw new UserErrorException(parsed(answer.body()).path("Message").asText());
        }
        if (answer.headers().firstValue("Perdure-Version").isEmpty()) {
            throw new UserErrorException("What answers at " + origin
                    + " is not a Perdure host, which alone gives its histories: say with --host where it is.");
        }
        return answer;
    }

    private String requireOk(HttpResponse<String> answer) {
        return switch (answer.statusCode()) {
            case 200, 202 -> answer.body();
            case 401 ->
                throw new UserErrorException(
                        "The host at " + origin + " wants its key: give it with --key or in PERDURE_KEY.");
            default ->
                throw new UserErrorException("The host at " + origin + " refused with status " + answer.statusCode()
                        + " to show its instances: " + answer.body());
        };
    }

    private JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new UserErrorException("What answers at " + origin + " does not speak JSON.", e);
        }
    }
}
