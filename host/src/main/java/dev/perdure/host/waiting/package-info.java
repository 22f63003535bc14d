/**
 * Long polls that wait for many instances at once: {@link dev.perdure.host.waiting.WaitSessions} remembers what each
 * client waits for between its polls. Knows the engine; knows nothing of HTTP.
 */
@NullMarked
package dev.perdure.host.waiting;

import org.jspecify.annotations.NullMarked;
