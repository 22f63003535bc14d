package dev.perdure.engine.transfer;

import dev.perdure.engine.storage.Family;

/**
 * One row of an instance without what says where it lies. The arrays are not copied and must not change afterwards.
 *
 * @param rest of the key, behind partition and id
 */
@SuppressWarnings("ArrayRecordComponent") // a holder, never compared
public record PortableRow(Family family, byte[] rest, byte[] value) {}
