/** Something outside is looked at again and again, for ever if need be, with a history that stays short. */
@NullMarked
package dev.perdure.examples.monitor;

import org.jspecify.annotations.NullMarked;
