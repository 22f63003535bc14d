/** Official SDKs of the family, unmodified and from their registries, against a Perdure host in a process of its own. */
@NullMarked
package dev.perdure.host.official;

import org.jspecify.annotations.NullMarked;
