package dev.perdure.sdk;

/**
 * The keys under which the logging context (SLF4J's MDC) says what a line belongs to. Around activities and operations of
 * entities the worker sets them for all that the thread logs; of an orchestrator, lines written through
 * {@link OrchestrationContext#logger()} have them.
 */
public final class LogKeys {

    /** The orchestration instance: of orchestrators and activities. */
    public static final String INSTANCE_ID = "perdure.instanceId";

    /** Its execution: of orchestrators and activities. */
    public static final String EXECUTION_ID = "perdure.executionId";

    /** The name of the orchestrator: of orchestrators. */
    public static final String ORCHESTRATOR = "perdure.orchestrator";

    /** The name of the activity: of activities. */
    public static final String ACTIVITY = "perdure.activity";

    /** The task within the execution, in decimal: of activities. */
    public static final String TASK_ID = "perdure.taskId";

    /** The entity, as {@code @name@key}: of entities. */
    public static final String ENTITY = "perdure.entity";

    /** The name of the operation: of entities. */
    public static final String OPERATION = "perdure.operation";

    private LogKeys() {}
}
