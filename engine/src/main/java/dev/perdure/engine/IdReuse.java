package dev.perdure.engine;

import dev.perdure.core.RuntimeStatus;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * What becomes of a start whose instance id is taken. Immutable.
 *
 * @param replaceable statuses in which the instance that has the id is replaced; a live one is terminated first, in the
 *     same commit
 * @param onConflict what happens in every other status
 */
public record IdReuse(Set<RuntimeStatus> replaceable, OnConflict onConflict) {

    private static final Set<RuntimeStatus> TERMINAL =
            Set.of(RuntimeStatus.COMPLETED, RuntimeStatus.FAILED, RuntimeStatus.TERMINATED, RuntimeStatus.CANCELED);

    /** An ended instance is replaced, a live one makes the start fail. */
    public static final IdReuse DEFAULT = new IdReuse(TERMINAL, OnConflict.REJECT);

    /** Any instance under the id makes the start fail. */
    public static final IdReuse REJECT_ANY = new IdReuse(Set.of(), OnConflict.REJECT);

    /** Any instance under the id is the answer. */
    public static final IdReuse ATTACH = new IdReuse(Set.of(), OnConflict.ATTACH);

    /** An ended instance is replaced, a live one is the answer. */
    public static final IdReuse ATTACH_LIVE = new IdReuse(TERMINAL, OnConflict.ATTACH);

    /** Any instance under the id is replaced. */
    public static final IdReuse REPLACE_ANY = new IdReuse(EnumSet.allOf(RuntimeStatus.class), OnConflict.REJECT);

    /** What a start does with an instance that it may not replace. */
    public enum OnConflict {
        /** It fails with {@link Outcome.Reason#ALREADY_EXISTS}. */
        REJECT,
        /** It answers with the existing instance: {@code Done} with that execution's id and count 0. */
        ATTACH
    }

    /** The number by which older generations of the gRPC protocol ask for an answer with the existing instance. */
    private static final int OLD_ACTION_IGNORE = 1;

    /** The number by which they ask for the end of a live instance, whose last status they need not list. */
    private static final int OLD_ACTION_TERMINATE = 2;

    public IdReuse {
        replaceable = Set.copyOf(replaceable);
    }

    /**
     * The policy that a start over gRPC carries.
     *
     * @param replaceable its statuses; none means that nothing is replaced
     * @param oldAction field 2 of the policy, which only older generations of the protocol send: 0 fail, 1 ignore, 2
     *     terminate; 0 if absent
     * @throws IllegalArgumentException if, in the present generation, running instances may be replaced but terminated ones not; the message is the
     *     one clients know
     */
    public static IdReuse ofPolicy(Collection<RuntimeStatus> replaceable, int oldAction) {
        if (oldAction == OLD_ACTION_IGNORE) {
            return ATTACH;
        }
        boolean live = replaceable.stream().anyMatch(status -> !status.isTerminal());
        if (live && oldAction != OLD_ACTION_TERMINATE && !replaceable.contains(RuntimeStatus.TERMINATED)) {
            throw new IllegalArgumentException("Invalid reusable statuses: cannot exclude 'Terminated' while also "
                    + "allowing reuse of running instances. Allow 'Terminated' too, or no running status.");
        }
        return new IdReuse(Set.copyOf(replaceable), OnConflict.REJECT);
    }
}
