package dev.perdure.engine.storage;

import org.jspecify.annotations.Nullable;

/**
 * One change of one entry. The arrays are not copied and must not change afterwards.
 *
 * @param value the new value, or null to delete the entry
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying would double the cost of every write
public record Mutation(Family family, byte[] key, byte @Nullable [] value) {}
