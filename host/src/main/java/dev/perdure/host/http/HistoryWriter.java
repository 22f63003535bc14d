package dev.perdure.host.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.TaskFailureDetails;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the {@code historyEvents} of a status by the contract's rules: a scheduled event that has finished is told
 * with the event that finished it, and the frame of each turn is left out. Confined to one call.
 */
final class HistoryWriter {

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 7, true)
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final JsonGenerator json;
    private final boolean showInput;
    private final boolean showOutput;

    HistoryWriter(JsonGenerator json, boolean showInput, boolean showOutput) {
        this.json = json;
        this.showInput = showInput;
        this.showOutput = showOutput;
    }

    void write(List<HistoryEvent> events) throws IOException {
        Map<Integer, HistoryEvent> scheduled = new HashMap<>();
        Set<Integer> finished = new HashSet<>();
        for (HistoryEvent event : events) {
            if (isScheduling(event)) {
                scheduled.put(event.getEventId(), event);
            }
            Integer cause = causeOf(event);
            if (cause != null) {
                finished.add(cause);
            }
        }
        json.writeStartArray();
        for (HistoryEvent event : events) {
            if (isScheduling(event) && finished.contains(event.getEventId())) {
                continue;
            }
            Integer cause = causeOf(event);
            write(event, cause == null ? null : scheduled.get(cause));
        }
        json.writeEndArray();
    }

    private void write(HistoryEvent event, @Nullable HistoryEvent cause) throws IOException {
        switch (event.getEventTypeCase()) {
            case EXECUTIONSTARTED -> {
                var e = event.getExecutionStarted();
                begin("ExecutionStarted", event, null);
                json.writeStringField("FunctionName", e.getName());
                input(e.hasInput() ? e.getInput() : null);
                end();
            }
            case EXECUTIONCOMPLETED -> {
                var e = event.getExecutionCompleted();
                begin("ExecutionCompleted", event, null);
                json.writeStringField(
                        "OrchestrationStatus",
                        RuntimeStatus.of(e.getOrchestrationStatus()).wireName());
                result(e.hasResult() ? e.getResult() : null);
                failure(e.hasFailureDetails() ? e.getFailureDetails() : null);
                end();
            }
            case EXECUTIONTERMINATED -> {
                var e = event.getExecutionTerminated();
                begin("ExecutionTerminated", event, null);
                text("Reason", e.hasInput() ? e.getInput() : null);
                end();
            }
            case TASKSCHEDULED -> {
                var e = event.getTaskScheduled();
                begin("TaskScheduled", event, null);
                json.writeStringField("Name", e.getName());
                input(e.hasInput() ? e.getInput() : null);
                end();
            }
            case TASKCOMPLETED -> {
                var e = event.getTaskCompleted();
                begin("TaskCompleted", event, cause);
                result(e.hasResult() ? e.getResult() : null);
                end();
            }
            case TASKFAILED -> {
                begin("TaskFailed", event, cause);
                failure(event.getTaskFailed().getFailureDetails());
                end();
            }
            case TIMERCREATED -> {
                begin("TimerCreated", event, null);
                time("FireAt", event.getTimerCreated().getFireAt());
                end();
            }
            case TIMERFIRED -> {
                begin("TimerFired", event, cause);
                time("FireAt", event.getTimerFired().getFireAt());
                end();
            }
            case ORCHESTRATORSTARTED, ORCHESTRATORCOMPLETED, EVENTTYPE_NOT_SET -> {}
            default -> writeOther(event, cause);
        }
    }

    private void writeOther(HistoryEvent event, @Nullable HistoryEvent cause) throws IOException {
        switch (event.getEventTypeCase()) {
            case SUBORCHESTRATIONINSTANCECREATED -> {
                var e = event.getSubOrchestrationInstanceCreated();
                begin("SubOrchestrationInstanceCreated", event, null);
                json.writeStringField("Name", e.getName());
                json.writeStringField("InstanceId", e.getInstanceId());
                input(e.hasInput() ? e.getInput() : null);
            }
            case SUBORCHESTRATIONINSTANCECOMPLETED -> {
                var e = event.getSubOrchestrationInstanceCompleted();
                begin("SubOrchestrationInstanceCompleted", event, cause);
                result(e.hasResult() ? e.getResult() : null);
            }
            case SUBORCHESTRATIONINSTANCEFAILED -> {
                begin("SubOrchestrationInstanceFailed", event, cause);
                failure(event.getSubOrchestrationInstanceFailed().getFailureDetails());
            }
            case EVENTSENT -> {
                var e = event.getEventSent();
                begin("EventSent", event, null);
                json.writeStringField("Name", e.getName());
                json.writeStringField("InstanceId", e.getInstanceId());
                input(e.hasInput() ? e.getInput() : null);
            }
            case EVENTRAISED -> {
                var e = event.getEventRaised();
                begin("EventRaised", event, null);
                json.writeStringField("Name", e.getName());
                input(e.hasInput() ? e.getInput() : null);
            }
            case CONTINUEASNEW -> {
                var e = event.getContinueAsNew();
                begin("ContinueAsNew", event, null);
                result(e.hasInput() ? e.getInput() : null);
            }
            case EXECUTIONSUSPENDED -> {
                var e = event.getExecutionSuspended();
                begin("ExecutionSuspended", event, null);
                text("Reason", e.hasInput() ? e.getInput() : null);
            }
            case EXECUTIONRESUMED -> {
                var e = event.getExecutionResumed();
                begin("ExecutionResumed", event, null);
                text("Reason", e.hasInput() ? e.getInput() : null);
            }
            case EXECUTIONREWOUND -> {
                var e = event.getExecutionRewound();
                begin("ExecutionRewound", event, null);
                text("Reason", e.hasReason() ? e.getReason() : null);
            }
            // Entity messages and the two kinds without a fixed shape: their type and time.
            default -> begin(nameOf(event), event, null);
        }
        end();
    }

    private void begin(String type, HistoryEvent event, @Nullable HistoryEvent cause) throws IOException {
        json.writeStartObject();
        json.writeStringField("EventType", type);
        time("Timestamp", event.getTimestamp());
        if (cause != null) {
            time("ScheduledTime", cause.getTimestamp());
            switch (cause.getEventTypeCase()) {
                case TASKSCHEDULED -> {
                    var e = cause.getTaskScheduled();
                    json.writeStringField("FunctionName", e.getName());
                    input(e.hasInput() ? e.getInput() : null);
                }
                case SUBORCHESTRATIONINSTANCECREATED -> {
                    var e = cause.getSubOrchestrationInstanceCreated();
                    json.writeStringField("FunctionName", e.getName());
                    json.writeStringField("InstanceId", e.getInstanceId());
                    input(e.hasInput() ? e.getInput() : null);
                }
                default -> {} // a timer has neither name nor input
            }
        }
    }

    private void end() throws IOException {
        json.writeEndObject();
    }

    private void input(@Nullable StringValue input) throws IOException {
        if (showInput) {
            json.writeFieldName("Input");
            JsonText.writePayload(json, input == null ? null : input.getValue());
        }
    }

    private void result(@Nullable StringValue result) throws IOException {
        if (showOutput) {
            json.writeFieldName("Result");
            JsonText.writePayload(json, result == null ? null : result.getValue());
        }
    }

    private void text(String field, @Nullable StringValue value) throws IOException {
        json.writeFieldName(field);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value.getValue());
        }
    }

    private void failure(@Nullable TaskFailureDetails failure) throws IOException {
        if (failure == null) {
            return;
        }
        json.writeStringField("Reason", failure.getErrorMessage());
        text("Details", failure.hasStackTrace() ? failure.getStackTrace() : null);
        json.writeObjectFieldStart("FailureDetails");
        json.writeStringField("ErrorType", failure.getErrorType());
        json.writeStringField("ErrorMessage", failure.getErrorMessage());
        json.writeBooleanField("IsNonRetriable", failure.getIsNonRetriable());
        json.writeEndObject();
    }

    private void time(String field, Timestamp time) throws IOException {
        json.writeStringField(field, timeText(Instant.ofEpochSecond(time.getSeconds(), time.getNanos())));
    }

    /** ISO in UTC, up to seven digits of a second, without trailing zeros. */
    static String timeText(Instant instant) {
        return TIME.format(instant);
    }

    private static boolean isScheduling(HistoryEvent event) {
        return event.hasTaskScheduled() || event.hasTimerCreated() || event.hasSubOrchestrationInstanceCreated();
    }

    /** The id of the scheduled event that this one finishes, or null if it finishes none. */
    private static @Nullable Integer causeOf(HistoryEvent event) {
        return switch (event.getEventTypeCase()) {
            case TASKCOMPLETED -> event.getTaskCompleted().getTaskScheduledId();
            case TASKFAILED -> event.getTaskFailed().getTaskScheduledId();
            case TIMERFIRED -> event.getTimerFired().getTimerId();
            case SUBORCHESTRATIONINSTANCECOMPLETED ->
                event.getSubOrchestrationInstanceCompleted().getTaskScheduledId();
            case SUBORCHESTRATIONINSTANCEFAILED ->
                event.getSubOrchestrationInstanceFailed().getTaskScheduledId();
            default -> null;
        };
    }

    /** The event's name in the contract's spelling, from the name of its field in the protocol. */
    private static String nameOf(HistoryEvent event) {
        String field = event.getDescriptorForType()
                .findFieldByNumber(event.getEventTypeCase().getNumber())
                .getName();
        return Character.toUpperCase(field.charAt(0)) + field.substring(1);
    }
}
