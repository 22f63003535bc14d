/**
 * Copies of a store: backup while a host runs, restore, and export and import of instances. Main type:
 * {@link dev.perdure.host.backup.Backups}. It must not know the doors.
 */
@NullMarked
package dev.perdure.host.backup;

import org.jspecify.annotations.NullMarked;
