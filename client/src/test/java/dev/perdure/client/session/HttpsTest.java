package dev.perdure.client.session;

import static dev.perdure.client.session.Sessions.post;
import static dev.perdure.client.session.Sessions.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perdure.client.HostUnavailableException;
import dev.perdure.client.OutcomeUnknownException;
import dev.perdure.client.scripted.Callers;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.client.spi.TransportResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path folder;

    private static SSLContext context;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "host",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(store).exists();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    }

    @Test
    void sharesConnectionsOverTls() throws Exception {
        try (ScriptedHost host = secureHost(e -> e.perdure(200, e.request().target()));
                HttpSession session = open(host, context)) {
            for (int i = 0; i < 20; i++) {
                assertThat(text(session.send(post("/" + i)))).isEqualTo("/" + i);
            }
            assertThat(host.accepted()).isEqualTo(1);

            List<FutureTask<TransportResponse>> calls = Callers.burst(100, () -> session.send(post("/burst")));
            assertThat(calls)
                    .allSatisfy(call -> assertThat(text(Callers.result(call))).isEqualTo("/burst"));
            assertThat(host.accepted()).isLessThanOrEqualTo(30);
            assertThat(session.stats().retriedTotal()).isZero();
        }
    }

    @Test
    void noticesAnEndedTlsConnectionBeforeWritingToIt() throws Exception {
        try (ScriptedHost host = secureHost(e -> {
                    e.respond(200, "");
                    e.close();
                });
                HttpSession session = open(host, context)) {
            for (int i = 0; i < 5; i++) {
                assertThat(session.send(post("/" + i)).status()).isEqualTo(200);
                Callers.await("the host has closed", () -> host.open() == 0);
            }
            assertThat(host.requestsOf("POST")).hasSize(5);
            assertThat(session.stats().retriedTotal()).isZero();
        }
    }

    @Test
    void doesNotRepeatAWriteThatBrokeOverTls() throws Exception {
        try (ScriptedHost host = secureHost(e -> {
                    if (e.request().method().equals("POST")) {
                        e.close();
                    } else {
                        e.respond(404, "");
                    }
                });
                HttpSession session = open(host, context)) {
            assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> session.send(post("/1")));
            assertThat(host.requestsOf("POST")).hasSize(1);
        }
    }

    @Test
    void sendsNothingToAHostWhoseCertificateIsNotTrusted() throws Exception {
        try (ScriptedHost host = secureHost(e -> e.respond(200, ""));
                HttpSession session = open(host, null)) {
            assertThatExceptionOfType(HostUnavailableException.class)
                    .isThrownBy(() -> session.send(post("/1", Duration.ofMillis(500))));
            assertThat(host.requests()).isEmpty();
            assertThat(session.stats().open()).isZero();
        }
    }

    private static HttpSession open(ScriptedHost host, @Nullable SSLContext trust) {
        SessionOptions options = new SessionOptions(
                host.origin(), 30, 1_000, SessionOptions.IDLE_MAX, SessionOptions.CONNECT_TIMEOUT, 1_000_000, trust);
        return Sessions.open(options, Ticker.SYSTEM);
    }

    private static ScriptedHost secureHost(ScriptedHost.Script script) throws IOException, GeneralSecurityException {
        return ScriptedHost.over(
                context.getServerSocketFactory().createServerSocket(0, 100, InetAddress.getLoopbackAddress()),
                "https",
                script);
    }
}
