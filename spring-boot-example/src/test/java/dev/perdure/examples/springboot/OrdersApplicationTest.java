package dev.perdure.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.DurableClient;
import dev.perdure.core.RuntimeStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The application as a customer sees it, over HTTP, on the Boot of the module that compiles this. */
class OrdersApplicationTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private ConfigurableApplicationContext app = new GenericApplicationContext();

    @BeforeEach
    void start() {
        app = SpringApplication.run(
                OrdersApplication.class, "--server.port=0", "--perdure.data=" + data, "--spring.main.banner-mode=off");
    }

    @AfterEach
    void stop() {
        app.close();
    }

    @Test
    void anApprovedOrderIsShippedAndCounted() throws Exception {
        HttpResponse<String> ordered = post("/orders", "{\"id\":\"o-1\",\"item\":\"book\",\"cents\":1200}");
        assertThat(ordered.statusCode()).isEqualTo(202);
        String location = ordered.headers().firstValue("Location").orElseThrow();

        assertThat(post(location + "/approval", "").statusCode()).isEqualTo(202);
        client().waitForCompletion("o-1", LONG);

        assertThat(get(location)).contains("COMPLETED", "shipped as reserved-book");
        while (!get("/sales/book").equals("1")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anOrderUnderWayGoesOnInTheNextProcess() throws Exception {
        post("/orders", "{\"id\":\"o-1\",\"item\":\"book\",\"cents\":1200}");
        client().waitForStart("o-1", LONG);
        stop();

        start();
        post("/orders/o-1/approval", "");

        assertThat(client().waitForCompletion("o-1", LONG).runtimeStatus()).isEqualTo(RuntimeStatus.COMPLETED);
    }

    @Test
    void anOrderSentTwiceIsFulfilledOnce() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(post("/orders", "{\"id\":\"o-1\",\"item\":\"book\",\"cents\":1200}")
                            .statusCode())
                    .isEqualTo(202);
        }
        post("/orders/o-1/approval", "");

        assertThat(client().waitForCompletion("o-1", LONG).outputAs(String.class))
                .hasValue("shipped as reserved-book");
    }

    @Test
    void healthAndMetricsShowTheHub() throws Exception {
        assertThat(get("/actuator/health")).contains("\"perdure\"", "\"worker\":\"connected\"", data.toString());
        assertThat(get("/actuator/metrics/perdure.commits")).contains("COUNT");
    }

    private DurableClient client() {
        return app.getBean(DurableClient.class);
    }

    private String get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString())
                .body();
    }

    private HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port") + path);
    }
}
