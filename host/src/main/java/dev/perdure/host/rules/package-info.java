/**
 * What both doors ask of a request, whichever way it came: names, tags, sizes, known orchestrators. Breaking one is a
 * {@link dev.perdure.host.rules.BrokenRuleException}, which each door tells in its own way. Must not know the doors.
 */
@NullMarked
package dev.perdure.host.rules;

import org.jspecify.annotations.NullMarked;
