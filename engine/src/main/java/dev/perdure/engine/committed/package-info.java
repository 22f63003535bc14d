/**
 * What works on committed data past the partitions: what a store says of itself, status reads, lists through the
 * indexes, and the upgrade of a store of an older format.
 */
@NullMarked
package dev.perdure.engine.committed;

import org.jspecify.annotations.NullMarked;
