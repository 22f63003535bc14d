/**
 * Moves instances and entities between stores, whatever their numbers of partitions. Main type: {@link
 * dev.perdure.engine.transfer.InstanceTransfer}. It works on stores that no engine has open.
 */
@NullMarked
package dev.perdure.engine.transfer;

import org.jspecify.annotations.NullMarked;
