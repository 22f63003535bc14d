package dev.perdure.host.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.host.http.AccessControl;
import dev.perdure.host.http.ApiRequest;
import dev.perdure.host.http.ApiResponse;
import dev.perdure.host.http.LinkOptions;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as browsers send them on behalf of web pages, to a host on the same machine that trusts loopback. */
class BrowserRequestsTest {

    @Test
    void aCertificateIsAsGoodAsAKeyWhereThereIsNone() {
        var access = new AccessControl("perdure", LinkOptions.withoutKey());
        ApiRequest remote = new ApiRequest(
                "GET",
                "/runtime/webhooks/durabletask/instances",
                "",
                Map.of("host", "hub.example.com"),
                new byte[0],
                true);

        assertThat(new DoorGuard("0.0.0.0", true, request -> access).refusal(remote, false))
                .isEmpty();
        assertThat(new DoorGuard("0.0.0.0", false, request -> access).refusal(remote, false))
                .isPresent();
    }

    private static final String API = "/runtime/webhooks/durabletask";
    private static final String OWN = "127.0.0.1:7071";

    private final DoorGuard open =
            new DoorGuard("127.0.0.1", false, request -> new AccessControl("perdure", LinkOptions.withoutKey()));
    private final DoorGuard everywhere =
            new DoorGuard("0.0.0.0", false, request -> new AccessControl("perdure", LinkOptions.withKey("s3cret")));

    @ParameterizedTest
    @CsvSource({
        // A form, posted by a page of another site; with and without the headers newer browsers add.
        "POST, http://evil.example, cross-site, navigate, document",
        "POST, http://evil.example, '', '', ''",
        "POST, '', cross-site, navigate, document",
        // A script's fetch that needs no preflight.
        "POST, http://evil.example, cross-site, no-cors, empty",
        // The same from a sandboxed frame or a file.
        "POST, null, cross-site, no-cors, empty",
        // A page served from another port of this machine.
        "POST, http://127.0.0.1:3000, same-site, cors, empty",
        "POST, http://localhost:7071, same-site, cors, empty",
        // An image, a script, a frame.
        "GET, '', cross-site, no-cors, image",
        "GET, '', cross-site, no-cors, script",
        "GET, '', cross-site, navigate, iframe",
        "GET, '', same-site, cors, empty",
        // The question before a request with a method or header of its own.
        "OPTIONS, http://evil.example, cross-site, cors, empty",
        "DELETE, http://evil.example, cross-site, cors, empty"
    })
    void whatAPageOfAnotherSiteSendsIsRefused(String method, String origin, String site, String mode, String dest) {
        Map<String, String> headers = headers(OWN, origin, site, mode, dest);

        assertThat(status(open, method, API + "/orchestrators/Waits/w", headers))
                .isEqualTo(403);
        assertThat(status(open, method, "/durabletask/orchestrators/Waits/w", headers))
                .isEqualTo(403);
        assertThat(status(everywhere, method, "/durabletask/orchestrators/Waits/w", headers))
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example:7071", "127.0.0.1.evil.example:7071", "localhost.evil.example", "0.0.0.0:7071"})
    void aNameThatSuddenlyMeansThisMachineOpensNothing(String host) {
        Map<String, String> headers = headers(host, "http://" + host, "same-origin", "cors", "empty");

        assertThat(status(open, "POST", "/durabletask/orchestrators/Waits/w", headers))
                .isEqualTo(403);
        assertThat(status(open, "POST", API + "/orchestrators/Waits/w", headers))
                .isEqualTo(403);
        assertThat(status(everywhere, "POST", "/durabletask/orchestrators/Waits/w", headers))
                .isEqualTo(403);
        assertThat(status(everywhere, "POST", API + "/orchestrators/Waits/w", headers))
                .isEqualTo(401);
        assertThat(status(everywhere, "GET", "/metrics", headers)).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        // Typed into the address bar, or a bookmark.
        "GET, '', none, navigate, document",
        // A link in a mail or on another page that somebody clicked.
        "GET, '', cross-site, navigate, document",
        // A page this host served itself.
        "GET, '', same-origin, cors, empty",
        "POST, http://127.0.0.1:7071, same-origin, cors, empty",
        // The same behind a proxy that ends TLS.
        "POST, https://127.0.0.1:7071, same-origin, cors, empty",
        // No browser at all.
        "POST, '', '', '', ''"
    })
    void whatThePersonOrThisHostsOwnPageSendsIsLetIn(
            String method, String origin, String site, String mode, String dest) {
        assertThat(status(open, method, API + "/instances", headers(OWN, origin, site, mode, dest)))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Port", "X-Real-IP", "CF-Connecting-IP"})
    void whatAProxyPassesOnIsNotLocal(String header) {
        Map<String, String> headers = headers(OWN, "", "", "", "");
        headers.put(header.toLowerCase(Locale.ROOT), "1");

        assertThat(status(open, "GET", "/durabletask/instances", headers)).isEqualTo(403);
        assertThat(status(open, "GET", API + "/instances", headers)).isEqualTo(403);
        assertThat(status(everywhere, "GET", API + "/instances", headers)).isEqualTo(401);
        assertThat(status(everywhere, "GET", API + "/instances?code=s3cret", headers))
                .isZero();
    }

    @Test
    void aCallerFromAnotherMachineIsNotLocalWhateverItSays() {
        Map<String, String> headers = headers(OWN, "", "", "", "");

        assertThat(everywhere.refusal(request("GET", "/durabletask/instances", headers), false))
                .hasValueSatisfying(answer -> assertThat(answer.status()).isEqualTo(403));
    }

    private static Map<String, String> headers(String host, String origin, String site, String mode, String dest) {
        Map<String, String> headers = new HashMap<>(Map.of(
                "host",
                host,
                "origin",
                origin,
                "sec-fetch-site",
                site,
                "sec-fetch-mode",
                mode,
                "sec-fetch-dest",
                dest));
        headers.values().removeIf(String::isEmpty);
        return headers;
    }

    /** The status of the refusal, or 0 if there is none. The peer is this machine, as a browser on it is. */
    private static int status(DoorGuard guard, String method, String target, Map<String, String> headers) {
        return guard.refusal(request(method, target, headers), true)
                .map(ApiResponse::status)
                .orElse(0);
    }

    private static ApiRequest request(String method, String target, Map<String, String> headers) {
        int question = target.indexOf('?');
        return new ApiRequest(
                method,
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                headers,
                new byte[0]);
    }
}
