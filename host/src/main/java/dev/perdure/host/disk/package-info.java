/**
 * The room on the disk of the store. Main type: {@link dev.perdure.host.disk.DiskRoom}. It must not know the doors, which
 * ask it.
 */
@NullMarked
package dev.perdure.host.disk;

import org.jspecify.annotations.NullMarked;
