package dev.perdure.client.spi;

/** The names of the HTTP headers that have a meaning to this client. Names are compared without regard to case. */
public final class HttpHeaders {

    /** On every write: a fresh text for each request, the same in its repetitions. */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    /** On an answer, {@code true}: the host remembers the key, and a repetition has no second effect. */
    public static final String IDEMPOTENCY_KEY_HONOURED = "Idempotency-Key-Honoured";
    /** On every answer of a Perdure host: its version. Such a host honours keys. */
    public static final String PERDURE_VERSION = "Perdure-Version";
    /** On the answer to a start, {@code true}: there was such an instance already, and the start stands for it. */
    public static final String PERDURE_ATTACHED = "Perdure-Attached";
    /** On a purge, {@code true}: an instance that has not ended is not to be purged. */
    public static final String PERDURE_IF_ENDED = "Perdure-If-Ended";
    /** On an answer 404, {@code true}: the host has no such task hub. */
    public static final String PERDURE_UNKNOWN_HUB = "Perdure-Unknown-Task-Hub";
    /** On list requests and answers: where the next page begins; empty or absent after the last one. */
    public static final String CONTINUATION_TOKEN = "x-ms-continuation-token";
    /** On requests: the key that opens the management API. */
    public static final String FUNCTIONS_KEY = "x-functions-key";
    /** On a start: the W3C trace context under which the instance runs. */
    public static final String TRACE_PARENT = "traceparent";
    /** On answers: how many seconds to wait before asking again. */
    public static final String RETRY_AFTER = "Retry-After";
    /** The media type of the body. */
    public static final String CONTENT_TYPE = "Content-Type";

    private HttpHeaders() {}
}
