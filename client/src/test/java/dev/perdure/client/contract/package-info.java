/** The client against what the Durable Functions HTTP contract says, and what hosts other than Perdure make of it. */
@NullMarked
package dev.perdure.client.contract;

import org.jspecify.annotations.NullMarked;
