package dev.perdure.sdk.http;

import dev.perdure.sdk.RetryHandler;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of an HTTP service, and how long and how often. Each method returns a changed request and leaves this one as
 * it is. All of it is in the history, and so is no place for secrets: see {@link #tokenSource}. Redirects are not followed.
 *
 * <p>Immutable.
 */
public final class DurableHttpRequest {

    /** The longest of all times here. */
    public static final Duration TIME_MAX = Duration.ofDays(365);

    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

    private static final Pattern USER = Pattern.compile("^([^/]*//)[^/]*@");

    private final String method;
    private final URI uri;
    private final Map<String, List<String>> headers;
    private final @Nullable String body;
    private final Duration timeout;
    private final @Nullable String tokenSource;
    private final boolean polling;
    private final Duration pollInterval;
    private final Duration pollingTimeout;
    private final @Nullable RetryHandler retry;
    private final Set<Integer> retryStatus;

    private DurableHttpRequest(Changes c) {
        this.method = c.method;
        this.uri = c.uri;
        this.headers = c.headers;
        this.body = c.body;
        this.timeout = c.timeout;
        this.tokenSource = c.tokenSource;
        this.polling = c.polling;
        this.pollInterval = c.pollInterval;
        this.pollingTimeout = c.pollingTimeout;
        this.retry = c.retry;
        this.retryStatus = c.retryStatus;
    }

    /**
     * A request without headers and body: tried once, for 100 seconds at most; an answer 202 is followed up every 30
     * seconds, unless the service says otherwise, for a day at most.
     *
     * @param method such as {@code PUT}
     * @throws IllegalArgumentException if {@code uri} is not absolute with the scheme http or https and a host
     */
    public static DurableHttpRequest of(String method, URI uri) {
        return new DurableHttpRequest(new Changes(method, requireHttp(uri)));
    }

    /** Like {@link #of}, with the method GET. */
    public static DurableHttpRequest get(URI uri) {
        return of("GET", uri);
    }

    /** Like {@link #of}, with the method POST and this body. */
    public static DurableHttpRequest post(URI uri, String body) {
        return of("POST", uri).body(body);
    }

    /** With this header, beside others of the same name. */
    public DurableHttpRequest header(String name, String value) {
        Objects.requireNonNull(value, "value");
        Changes changes = new Changes(this);
        Map<String, List<String>> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(headers);
        List<String> values = new ArrayList<>(more.getOrDefault(name, List.of()));
        values.add(value);
        more.put(name, List.copyOf(values));
        changes.headers = Collections.unmodifiableMap(more);
        return new DurableHttpRequest(changes);
    }

    /** Without headers of these names. */
    public DurableHttpRequest withoutHeaders(Set<String> names) {
        Changes changes = new Changes(this);
        Map<String, List<String>> less = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        less.putAll(headers);
        names.forEach(less::remove);
        changes.headers = Collections.unmodifiableMap(less);
        return new DurableHttpRequest(changes);
    }

    /** With this body, as UTF-8. Its type is for a header {@code Content-Type} to say. */
    public DurableHttpRequest body(String text) {
        Changes changes = new Changes(this);
        changes.body = Objects.requireNonNull(text, "text");
        return new DurableHttpRequest(changes);
    }

    /**
     * With this limit for each try, from connecting to the last byte of the answer.
     *
     * @throws IllegalArgumentException if not positive, or longer than 365 days
     */
    public DurableHttpRequest timeout(Duration limit) {
        Changes changes = new Changes(this);
        changes.timeout = requireTime("The time-out", limit);
        return new DurableHttpRequest(changes);
    }

    /** With a bearer token from the source that the worker knows under this name. */
    public DurableHttpRequest tokenSource(String name) {
        Changes changes = new Changes(this);
        changes.tokenSource = Objects.requireNonNull(name, "name");
        return new DurableHttpRequest(changes);
    }

    /** An answer 202 is the result, like any other. */
    public DurableHttpRequest withoutPolling() {
        Changes changes = new Changes(this);
        changes.polling = false;
        return new DurableHttpRequest(changes);
    }

    /**
     * With this wait before a 202 is followed up, where the answer has no {@code Retry-After}. Where it has, that counts, but
     * no wait is shorter than a second (or than this one, if it is shorter).
     *
     * @throws IllegalArgumentException if not positive, or longer than 365 days
     */
    public DurableHttpRequest pollInterval(Duration wait) {
        Changes changes = new Changes(this);
        changes.pollInterval = requireTime("The poll interval", wait);
        return new DurableHttpRequest(changes);
    }

    /**
     * With this limit for all the following up, from the first try on: a wait that would end beyond it is not begun, and the
     * task fails.
     *
     * @throws IllegalArgumentException if not positive, or longer than 365 days
     */
    public DurableHttpRequest pollingTimeout(Duration limit) {
        Changes changes = new Changes(this);
        changes.pollingTimeout = requireTime("The polling time-out", limit);
        return new DurableHttpRequest(changes);
    }

    /**
     * With failures retried by this policy: no answer, or one with the status 408, 425, 429, 500, 502, 503 or 504 unless
     * {@link #retryStatus} says others. What an answer says in {@code Retry-After} is the least that a {@link
     * dev.perdure.sdk.RetryPolicy} waits. When the tries are used up, an answer is the result whatever its status. Each
     * request that follows up a 202 has tries of its own.
     */
    public DurableHttpRequest retry(RetryHandler policy) {
        Changes changes = new Changes(this);
        changes.retry = Objects.requireNonNull(policy, "policy");
        return new DurableHttpRequest(changes);
    }

    /** With these statuses retried, no others; none: only where there is no answer. */
    public DurableHttpRequest retryStatus(int... statuses) {
        Changes changes = new Changes(this);
        Set<Integer> codes = new TreeSet<>();
        for (int status : statuses) {
            codes.add(status);
        }
        changes.retryStatus = Collections.unmodifiableSet(codes);
        return new DurableHttpRequest(changes);
    }

    /** The method. */
    public String method() {
        return method;
    }

    /** What is called. */
    public URI uri() {
        return uri;
    }

    /** The headers, by name regardless of case; cannot be changed. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** The body; empty for none. */
    public Optional<String> body() {
        return Optional.ofNullable(body);
    }

    /** The limit for each try. */
    public Duration timeout() {
        return timeout;
    }

    /** The name of the token source; empty for none. */
    public Optional<String> tokenSource() {
        return Optional.ofNullable(tokenSource);
    }

    /** Whether an answer 202 is followed up. */
    public boolean polls() {
        return polling;
    }

    /** The wait before a 202 without {@code Retry-After} is followed up. */
    public Duration pollInterval() {
        return pollInterval;
    }

    /** The limit for all the following up. */
    public Duration pollingTimeout() {
        return pollingTimeout;
    }

    /** The retry policy; empty for one try. */
    public Optional<RetryHandler> retry() {
        return Optional.ofNullable(retry);
    }

    /** Whether an answer with this status is retried, if there is a policy. */
    public boolean retries(int status) {
        return retryStatus.contains(status);
    }

    /**
     * The request that follows up an answer to this one: GET without body, with the same times, polling and retries.
     *
     * <p>The headers {@code Content-Type}, {@code Content-Length} and {@code x-functions-key} never go along. At the same
     * origin (scheme, host and port) all others do, {@code Authorization} and {@code Cookie} too, and so does the token
     * source. At another origin those three do not; <b>every other header does</b>, so one of a service's own that is a
     * credential, such as {@code X-Api-Key}, reaches whatever host the answer names. Where that is not wanted, switch
     * {@link #withoutPolling polling off} and follow the answer up in the orchestrator.
     *
     * @param location where; may be relative to this request's URI
     * @throws IllegalArgumentException if that is no HTTP URI
     */
    public DurableHttpRequest following(URI location) {
        URI target = requireHttp(uri.resolve(location));
        DurableHttpRequest same = withoutHeaders(Set.of("Content-Type", "Content-Length", "x-functions-key"));
        Changes changes =
                new Changes(sameOrigin(target) ? same : same.withoutHeaders(Set.of("Authorization", "Cookie")));
        changes.method = "GET";
        changes.uri = target;
        changes.body = null;
        changes.tokenSource = sameOrigin(target) ? tokenSource : null;
        return new DurableHttpRequest(changes);
    }

    private boolean sameOrigin(URI other) {
        return origin(uri).equals(origin(other));
    }

    private static String origin(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() != -1 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    }

    private static URI requireHttp(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "A durable HTTP call needs a URI like https://host/path, not " + outline(uri) + ".");
        }
        return uri;
    }

    private static Duration requireTime(String what, Duration time) {
        if (time.isNegative() || time.isZero() || time.compareTo(TIME_MAX) > 0) {
            throw new IllegalArgumentException(
                    what + " of a durable HTTP call is more than 0 and up to 365 days, not " + time + ".");
        }
        return time;
    }

    /** Without what may hold secrets: query, fragment, user. */
    private static String outline(URI uri) {
        String text = uri.toString();
        int end = text.length();
        for (char mark : new char[] {'?', '#'}) {
            int at = text.indexOf(mark);
            end = at < 0 ? end : Math.min(end, at);
        }
        return USER.matcher(text.substring(0, end)).replaceFirst("$1");
    }

    /** The method and the URI, without its query and its user, which may hold what is not for logs. */
    @Override
    public String toString() {
        return method + " " + outline(uri);
    }

    /** A request in the making. */
    private static final class Changes {
        private String method;
        private URI uri;
        private Map<String, List<String>> headers = Map.of();
        private @Nullable String body;
        private Duration timeout = Duration.ofSeconds(100);
        private @Nullable String tokenSource;
        private boolean polling = true;
        private Duration pollInterval = Duration.ofSeconds(30);
        private Duration pollingTimeout = Duration.ofDays(1);
        private @Nullable RetryHandler retry;
        private Set<Integer> retryStatus = PASSING;

        Changes(String method, URI uri) {
            this.method = Objects.requireNonNull(method, "method");
            this.uri = uri;
        }

        Changes(DurableHttpRequest from) {
            this(from.method, from.uri);
            this.headers = from.headers;
            this.body = from.body;
            this.timeout = from.timeout;
            this.tokenSource = from.tokenSource;
            this.polling = from.polling;
            this.pollInterval = from.pollInterval;
            this.pollingTimeout = from.pollingTimeout;
            this.retry = from.retry;
            this.retryStatus = from.retryStatus;
        }
    }
}
