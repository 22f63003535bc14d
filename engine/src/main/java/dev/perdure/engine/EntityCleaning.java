package dev.perdure.engine;

/**
 * What one step of tidying up among the entities has done. Immutable.
 *
 * @param emptyRemoved how many empty entities were removed
 * @param locksReleased how many locks were taken from owners that had ended
 * @param continuation for the next step; empty when all entities were looked at
 */
public record EntityCleaning(int emptyRemoved, int locksReleased, String continuation) {}
